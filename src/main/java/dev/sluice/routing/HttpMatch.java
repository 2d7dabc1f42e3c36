package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a rule's {@code matches}: all parts must hold.
 *
 * @param path always present; a rule without matches has the prefix {@code /}
 * @param method an upper-case method, or null for all
 * @param headers each name at most once
 * @param queryParams each name at most once
 */
public record HttpMatch(
        PathMatch path, @Nullable String method, List<HeaderMatch> headers, List<QueryParamMatch> queryParams) {
    public HttpMatch {
        headers = List.copyOf(headers);
        queryParams = List.copyOf(queryParams);
    }

    /** Whether nothing is asked for but the path. */
    boolean isOfPathAlone() {
        return method == null && headers.isEmpty() && queryParams.isEmpty();
    }

    /** Whether everything but the path holds. */
    boolean matchesBeyondPath(RequestView request) {
        if (method != null && !method.equals(request.method())) {
            return false;
        }
        for (int i = 0; i < headers.size(); i++) {
            HeaderMatch header = headers.get(i);
            String value = request.header(header.name());
            if (value == null || !header.value().matches(value)) {
                return false;
            }
        }
        for (int i = 0; i < queryParams.size(); i++) {
            QueryParamMatch param = queryParams.get(i);
            String value = request.queryParam(param.name());
            if (value == null || !param.value().matches(value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A header that must be there.
     *
     * @param name lower case
     */
    public record HeaderMatch(String name, ValueMatch value) {}

    /**
     * A query parameter that must be there; of a repeated one the first value counts.
     *
     * @param name compared exactly
     */
    public record QueryParamMatch(String name, ValueMatch value) {}
}

package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a CORS filter allows scripts of other origins (Fetch standard, "CORS protocol").
 *
 * @param anyOrigin whether every origin is allowed, whatever {@code origins} says
 * @param origins patterns for those that are allowed
 * @param credentials whether requests may carry credentials
 * @param methods as the user wrote them; {@code *} alone for all
 * @param headers names of request headers as the user wrote them; {@code *} alone for all
 * @param exposed names of response headers that scripts may read; {@code *} alone for all
 * @param maxAge how long the answer to a preflight may be cached, in seconds
 */
public record CorsPolicy(
        boolean anyOrigin,
        List<CorsOrigin> origins,
        boolean credentials,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        int maxAge) {
    public static final String ALL = "*";

    public CorsPolicy {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /** Whether an Origin header names someone who is allowed. */
    public boolean allows(String origin) {
        if (anyOrigin) {
            return true;
        }
        CorsOrigin parsed = CorsOrigin.parse(origin);
        return parsed != null && matches(parsed);
    }

    private boolean matches(CorsOrigin origin) {
        for (int i = 0; i < origins.size(); i++) {
            if (origins.get(i).matches(origin)) {
                return true;
            }
        }
        return false;
    }

    /** Whether responses are the same for all origins. */
    public boolean isSameForAll() {
        return anyOrigin && !credentials;
    }

    /** Whether a list of names stands for all. */
    public static boolean isAll(List<String> names) {
        return names.size() == 1 && names.getFirst().equals(ALL);
    }

    /** Whether a request asks for leave to send another one (Fetch standard, "CORS-preflight request"). */
    public static boolean isPreflight(RequestView request) {
        return request.method().equals("OPTIONS")
                && request.header("origin") != null
                && request.header("access-control-request-method") != null;
    }

    /** The origin of a request if it is allowed, else null. */
    public @Nullable String allowedOrigin(RequestView request) {
        String origin = request.header("origin");
        return origin != null && allows(origin) ? origin : null;
    }
}

package dev.sluice.compile;

import com.google.re2j.Pattern;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.HttpMatch.HeaderMatch;
import dev.sluice.routing.HttpMatch.QueryParamMatch;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.ValueMatch;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPQueryParamMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the matches of a rule. */
final class MatchCompiler {
    static final HttpMatch EVERYTHING = new HttpMatch(new PathMatch.Prefix("/"), null, List.of(), List.of());

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final List<Problem> problems;

    /** @param problems takes what is wrong */
    MatchCompiler(List<Problem> problems) {
        this.problems = problems;
    }

    /** One entry of {@code matches}, or null if it cannot be compared with requests. */
    @Nullable
    HttpMatch compile(HTTPRouteMatch match, String field) {
        int before = problems.size();
        PathMatch path = path(match.getPath(), field + ".path");
        String method = match.getMethod();
        if (method != null && !isMethod(method)) {
            unsupported(field + ".method: \"" + method + "\" is not supported");
        }
        List<HeaderMatch> headers = headers(match.getHeaders(), field + ".headers");
        List<QueryParamMatch> queryParams = queryParams(match.getQueryParams(), field + ".queryParams");
        return path == null || problems.size() > before ? null : new HttpMatch(path, method, headers, queryParams);
    }

    /** Whether a method is one that RFC 9110 or RFC 5789 defines. */
    static boolean isMethod(String method) {
        return METHODS.contains(method);
    }

    private @Nullable PathMatch path(@Nullable HTTPPathMatch path, String field) {
        if (path == null) {
            return EVERYTHING.path();
        }
        String value = Objects.requireNonNullElse(path.getValue(), "/");
        String type = Objects.requireNonNullElse(path.getType(), "PathPrefix");
        if (!type.equals("RegularExpression") && !value.startsWith("/")) {
            unsupported(field + ".value: \"" + value + "\" does not begin with a slash");
            return null;
        }
        return switch (type) {
            case "Exact" -> new PathMatch.Exact(value);
            case "PathPrefix" -> new PathMatch.Prefix(withoutTrailingSlashes(value));
            case "RegularExpression" -> {
                Pattern pattern = pattern(value, field + ".value");
                yield pattern == null ? null : new PathMatch.Regex(pattern);
            }
            default -> {
                unsupported(field + ".type: \"" + type + "\" is not supported");
                yield null;
            }
        };
    }

    private static String withoutTrailingSlashes(String prefix) {
        int end = prefix.length();
        while (end > 1 && prefix.charAt(end - 1) == '/') {
            end--;
        }
        return prefix.substring(0, end);
    }

    List<HeaderMatch> headers(@Nullable List<HTTPHeaderMatch> headers, String field) {
        if (headers == null || headers.isEmpty()) {
            return List.of();
        }
        List<HeaderMatch> compiled = new ArrayList<>(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            HTTPHeaderMatch header = headers.get(i);
            String name = header.getName().toLowerCase(Locale.ROOT);
            // Of equivalent names only the first entry counts (HTTPHeaderMatch.name).
            if (compiled.stream().noneMatch(earlier -> earlier.name().equals(name))) {
                ValueMatch value = value(header.getType(), header.getValue(), field + "[" + i + "]");
                if (value != null) {
                    compiled.add(new HeaderMatch(name, value));
                }
            }
        }
        return compiled;
    }

    private List<QueryParamMatch> queryParams(@Nullable List<HTTPQueryParamMatch> params, String field) {
        if (params == null || params.isEmpty()) {
            return List.of();
        }
        List<QueryParamMatch> compiled = new ArrayList<>(params.size());
        for (int i = 0; i < params.size(); i++) {
            HTTPQueryParamMatch param = params.get(i);
            if (compiled.stream().noneMatch(earlier -> earlier.name().equals(param.getName()))) {
                ValueMatch value = value(param.getType(), param.getValue(), field + "[" + i + "]");
                if (value != null) {
                    compiled.add(new QueryParamMatch(param.getName(), value));
                }
            }
        }
        return compiled;
    }

    private @Nullable ValueMatch value(@Nullable String type, String value, String field) {
        return switch (Objects.requireNonNullElse(type, "Exact")) {
            case "Exact" -> new ValueMatch.Exact(value);
            case "RegularExpression" -> {
                Pattern pattern = pattern(value, field + ".value");
                yield pattern == null ? null : new ValueMatch.Regex(pattern);
            }
            default -> {
                unsupported(field + ".type: \"" + type + "\" is not supported");
                yield null;
            }
        };
    }

    @Nullable
    Pattern pattern(String expression, String field) {
        try {
            return RegularExpressions.compile(expression);
        } catch (IllegalArgumentException e) {
            unsupported(field + ": \"" + abbreviated(expression) + "\" " + e.getMessage());
            return null;
        }
    }

    private static String abbreviated(String expression) {
        return expression.length() <= 80 ? expression : expression.substring(0, 80) + "...";
    }

    void unsupported(String message) {
        problems.add(new Problem(Reason.UNSUPPORTED_VALUE, message));
    }
}

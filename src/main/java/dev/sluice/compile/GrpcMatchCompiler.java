package dev.sluice.compile;

import com.google.re2j.Pattern;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.HttpMatch.HeaderMatch;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.ValueMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCMethodMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the matches of a GRPCRoute's rule. A call is a POST to {@code /service/method} whose media type is
 * {@code application/grpc} (gRPC over HTTP2, "Requests"), so requests of other types are left to HTTPRoutes of the same
 * hostname.
 */
final class GrpcMatchCompiler {
    private static final HeaderMatch IS_GRPC =
            new HeaderMatch("content-type", new ValueMatch.MediaType("application/grpc"));

    static final HttpMatch EVERYTHING = match(new PathMatch.Prefix("/"), List.of());

    private static final String ANY_ELEMENT = "[^/]+";

    private final MatchCompiler values;
    private final List<Problem> problems;

    /** @param problems takes what is wrong */
    GrpcMatchCompiler(List<Problem> problems) {
        this.values = new MatchCompiler(problems);
        this.problems = problems;
    }

    /** One entry of {@code matches}, or null if it cannot be compared with requests. */
    @Nullable
    HttpMatch compile(GRPCRouteMatch match, String field) {
        int before = problems.size();
        PathMatch path = path(match.getMethod(), field + ".method");
        List<HeaderMatch> headers = values.headers(sameHeaders(match.getHeaders()), field + ".headers");
        return path == null || problems.size() > before ? null : match(path, headers);
    }

    private static HttpMatch match(PathMatch path, List<HeaderMatch> headers) {
        List<HeaderMatch> all = new ArrayList<>(headers.size() + 1);
        all.add(IS_GRPC);
        all.addAll(headers);
        return new HttpMatch(path, "POST", all, List.of());
    }

    private @Nullable PathMatch path(@Nullable GRPCMethodMatch match, String field) {
        if (match == null) {
            return EVERYTHING.path();
        }
        String service = Objects.requireNonNullElse(match.getService(), "");
        String method = Objects.requireNonNullElse(match.getMethod(), "");
        if (service.isEmpty() && method.isEmpty()) {
            return EVERYTHING.path();
        }
        return switch (Objects.requireNonNullElse(match.getType(), "Exact")) {
            case "Exact" -> exact(service, method, field);
            case "RegularExpression" -> {
                Pattern pattern = values.pattern("/" + group(service) + "/" + group(method), field);
                yield pattern == null ? null : new PathMatch.Regex(pattern);
            }
            default -> {
                values.unsupported(field + ".type: \"" + match.getType() + "\" is not supported");
                yield null;
            }
        };
    }

    private @Nullable PathMatch exact(String service, String method, String field) {
        if (service.indexOf('/') >= 0 || method.indexOf('/') >= 0) {
            values.unsupported(field + ": a service or method cannot contain a slash");
            return null;
        }
        if (service.isEmpty()) {
            return new PathMatch.AnyService(method);
        }
        return method.isEmpty()
                ? new PathMatch.Prefix("/" + service)
                : new PathMatch.Exact("/" + service + "/" + method);
    }

    private static String group(String expression) {
        return expression.isEmpty() ? ANY_ELEMENT : "(?:" + expression + ")";
    }

    private static List<HTTPHeaderMatch> sameHeaders(@Nullable List<GRPCHeaderMatch> headers) {
        List<HTTPHeaderMatch> same = new ArrayList<>();
        if (headers != null) {
            for (GRPCHeaderMatch header : headers) {
                same.add(new HTTPHeaderMatch(header.getName(), header.getType(), header.getValue()));
            }
        }
        return same;
    }
}

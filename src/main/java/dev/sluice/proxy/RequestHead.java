package dev.sluice.proxy;

import dev.sluice.routing.RequestView;
import dev.sluice.routing.request.Authority;
import dev.sluice.routing.request.PathNormalisation;
import dev.sluice.routing.request.Percent;
import dev.sluice.routing.request.QueryParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request that has passed {@link StrictRequests}, normalised for matching. */
final class RequestHead implements RequestView {
    private final DownstreamRequest request;
    private final String authority;
    private final String host;
    private final String path;
    private final String query;

    private RequestHead(DownstreamRequest request, String authority, String host, String path, String query) {
        this.request = request;
        this.authority = authority;
        this.host = host;
        this.path = path;
        this.query = query;
    }

    /**
     * Reads a request's head.
     *
     * @return null if the Host or the path must be refused
     */
    static @Nullable RequestHead of(DownstreamRequest request, PathNormalisation normalisation) {
        String target = request.target();
        String authority = request.authority();
        if (!target.startsWith("/") && !target.equals("*")) {
            String absolute = AbsoluteForm.authority(target);
            authority = absolute == null ? authority : absolute;
            target = AbsoluteForm.origin(target);
        }
        if (authority == null) {
            authority = "";
        }
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        String path = rawPath.equals("*") ? rawPath : normalisation.normalise(rawPath);
        String query = question < 0 ? "" : Percent.query(target.substring(question + 1));
        String host = Authority.host(authority);
        return path == null || query == null || host == null
                ? null
                : new RequestHead(request, authority, host, path, question < 0 ? "" : "?" + query);
    }

    /** The Host as the client wrote it, empty if it gave none. */
    String authority() {
        return authority;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    /** Empty, or the query with its question mark. */
    String query() {
        return query;
    }

    Headers headers() {
        return request.headers();
    }

    boolean isGrpc() {
        String type = request.headers().get("content-type");
        return type != null
                && type.startsWith("application/grpc")
                && (type.length() == 16 || type.charAt(16) == '+' || type.charAt(16) == ';');
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = request.headers().getAll(name);
        return switch (values.size()) {
            case 0 -> null;
            case 1 -> values.getFirst();
            default -> String.join(name.equals("cookie") ? "; " : ",", values);
        };
    }

    @Override
    public @Nullable String queryParam(String name) {
        return query.isEmpty() ? null : QueryParameters.first(query.substring(1), name);
    }
}

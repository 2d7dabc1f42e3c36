package dev.sluice.proxy;

import dev.sluice.routing.PathMatch;
import dev.sluice.routing.SpanProperty;
import io.vertx.core.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request itself says, for the spans of it. */
final class RequestFacts {
    /** Those whose number is bounded (OpenTelemetry, "HTTP attributes": http.request.method). */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE");

    private final DownstreamRequest request;
    private final RequestHead head;
    private final DownstreamConnection connection;
    private final int listenerPort;
    private @Nullable PathMatch matched;

    RequestFacts(DownstreamRequest request, RequestHead head, DownstreamConnection connection, int listenerPort) {
        this.request = request;
        this.head = head;
        this.connection = connection;
        this.listenerPort = listenerPort;
    }

    /** A rule is chosen. */
    void matched(PathMatch path) {
        matched = path;
    }

    RequestHead head() {
        return head;
    }

    String method() {
        return METHODS.contains(head.method()) ? head.method() : "_OTHER";
    }

    /** The path that a route has, as a template; null as long as none is chosen. */
    @Nullable
    String route() {
        return switch (matched) {
            case PathMatch.Exact(String value) -> value;
            case PathMatch.Prefix(String value) -> value.length() == 1 ? "/*" : value + "/*";
            case PathMatch.AnyService(String method) -> "/*/" + method;
            case PathMatch.Regex(var pattern) -> pattern.pattern();
            case null -> null;
        };
    }

    /** {@code package.Service/Method} of a gRPC request for which there is a route; else null. */
    @Nullable
    String rpc() {
        return matched != null && head.isGrpc() && head.path().indexOf('/', 1) > 0
                ? head.path().substring(1)
                : null;
    }

    @Nullable
    Object of(SpanProperty property) {
        return switch (property) {
            case REQUEST_METHOD -> method();
            case REQUEST_METHOD_ORIGINAL -> METHODS.contains(head.method()) ? null : head.method();
            case ROUTE -> route();
            case CLIENT_ADDRESS, PEER_ADDRESS -> connection.address();
            case PEER_PORT ->
                connection.channel().remoteAddress() instanceof InetSocketAddress peer ? peer.getPort() : null;
            case PROTOCOL_NAME -> "http";
            case PROTOCOL_VERSION ->
                request.version() == HttpVersion.HTTP_2
                        ? "2"
                        : request.version() == HttpVersion.HTTP_1_0 ? "1.0" : "1.1";
            case RPC_SYSTEM -> head.isGrpc() ? "grpc" : null;
            case RPC_SERVICE ->
                rpc() == null ? null : head.path().substring(1, head.path().indexOf('/', 1));
            case RPC_METHOD ->
                rpc() == null ? null : head.path().substring(head.path().indexOf('/', 1) + 1);
            case SERVER_ADDRESS -> head.host().isEmpty() ? null : head.host();
            case SERVER_PORT -> port();
            case URL_FULL -> connection.scheme() + "://" + head.authority() + head.path() + head.query();
            case URL_PATH -> head.path();
            case URL_QUERY -> head.query().isEmpty() ? null : head.query().substring(1);
            case URL_SCHEME -> connection.scheme();
            case USER_AGENT -> head.headers().get("user-agent");
            case ERROR_TYPE, RESEND_COUNT, RESPONSE_BODY_SIZE, RESPONSE_STATUS_CODE, GRPC_STATUS_CODE -> null;
        };
    }

    /** What the client has dialled: the port of its Host, or else the listener's. */
    private int port() {
        String authority = head.authority();
        int colon = authority.lastIndexOf(':');
        if (colon >= 0 && colon > authority.lastIndexOf(']') && colon < authority.length() - 1) {
            return Integer.parseInt(authority, colon + 1, authority.length(), 10);
        }
        return listenerPort;
    }
}

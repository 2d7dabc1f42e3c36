package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.proxy.ProxyError.Upstream;

/** The one place where errors become responses. */
final class ErrorResponses {
    private static final int GRPC_DEADLINE_EXCEEDED = 4;
    private static final int GRPC_PERMISSION_DENIED = 7;
    private static final int GRPC_RESOURCE_EXHAUSTED = 8;
    private static final int GRPC_UNIMPLEMENTED = 12;
    private static final int GRPC_INTERNAL = 13;
    private static final int GRPC_UNAVAILABLE = 14;
    private static final int GRPC_UNAUTHENTICATED = 16;

    private ErrorResponses() {}

    /**
     * A response without anything of our inner life.
     *
     * @param grpc the status for a gRPC request, which gets it instead of the HTTP status
     * @param text in plain words, also the gRPC message
     */
    record Answer(int status, int grpc, String text) {}

    /** What a gRPC client gets instead of an HTTP status that refuses it. */
    static Answer denied(int status) {
        return status == 401
                ? new Answer(status, GRPC_UNAUTHENTICATED, "unauthenticated")
                : new Answer(status, GRPC_PERMISSION_DENIED, "permission denied");
    }

    static Answer of(ProxyError error) {
        return switch (error) {
            case Downstream downstream -> of(downstream);
            case Upstream upstream -> of(upstream);
            case Internal internal -> of(internal);
        };
    }

    private static Answer of(Downstream error) {
        return switch (error) {
            case MALFORMED, AMBIGUOUS -> new Answer(400, GRPC_INTERNAL, "bad request");
            case HEADERS_TOO_LARGE -> new Answer(431, GRPC_RESOURCE_EXHAUSTED, "request header too large");
            case URI_TOO_LONG -> new Answer(414, GRPC_RESOURCE_EXHAUSTED, "request target too long");
            case HEAD_TIMEOUT, BODY_TIMEOUT -> new Answer(408, GRPC_DEADLINE_EXCEEDED, "request timed out");
            case BODY_TOO_LARGE -> new Answer(413, GRPC_RESOURCE_EXHAUSTED, "request body too large");
            case UNKNOWN_EXPECTATION -> new Answer(417, GRPC_INTERNAL, "expectation not supported");
            case VERSION_NOT_SUPPORTED -> new Answer(505, GRPC_UNIMPLEMENTED, "HTTP version not supported");
            case METHOD_NOT_SUPPORTED -> new Answer(501, GRPC_UNIMPLEMENTED, "method not supported");
            case NO_ROUTE -> new Answer(404, GRPC_UNIMPLEMENTED, "no route");
            case MISDIRECTED -> new Answer(421, GRPC_UNAVAILABLE, "misdirected request");
            case GONE -> new Answer(499, GRPC_UNAVAILABLE, "client closed request");
        };
    }

    private static Answer of(Upstream error) {
        return switch (error) {
            case NO_ENDPOINTS, CONNECT_REFUSED, CONNECT_TIMEOUT, OVERLOADED ->
                new Answer(503, GRPC_UNAVAILABLE, "no backend available");
            case TLS_FAILED -> new Answer(502, GRPC_UNAVAILABLE, "no secure connection to the backend");
            case AUTHORIZATION_FAILED -> new Answer(503, GRPC_UNAVAILABLE, "authorization not available");
            case RETRIES_EXHAUSTED -> new Answer(503, GRPC_UNAVAILABLE, "backend is failing");
            case DISCONNECTED -> new Answer(502, GRPC_UNAVAILABLE, "backend closed the connection");
            case BAD_RESPONSE -> new Answer(502, GRPC_UNAVAILABLE, "bad response from backend");
            case BACKEND_TIMEOUT, REQUEST_TIMEOUT, IDLE_TIMEOUT ->
                new Answer(504, GRPC_DEADLINE_EXCEEDED, "backend timed out");
        };
    }

    private static Answer of(Internal error) {
        return switch (error) {
            case INVALID_BACKEND -> new Answer(500, GRPC_UNAVAILABLE, "route has no valid backend");
            case INVALID_FILTER -> new Answer(500, GRPC_UNAVAILABLE, "route has an invalid filter");
            case STOPPED -> new Answer(503, GRPC_UNAVAILABLE, "shutting down");
            case OVERLOADED -> new Answer(503, GRPC_UNAVAILABLE, "overloaded");
            case BUG -> new Answer(500, GRPC_INTERNAL, "internal error");
        };
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.SpanProperty;
import io.vertx.core.MultiMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there is to say of a request as a whole, once it is over. */
final class ServerSpan implements SpanFacts {
    static final SpanProperty[] USUAL = {
        SpanProperty.REQUEST_METHOD,
        SpanProperty.REQUEST_METHOD_ORIGINAL,
        SpanProperty.URL_SCHEME,
        SpanProperty.URL_PATH,
        SpanProperty.ROUTE,
        SpanProperty.SERVER_ADDRESS,
        SpanProperty.SERVER_PORT,
        SpanProperty.CLIENT_ADDRESS,
        SpanProperty.PEER_ADDRESS,
        SpanProperty.PEER_PORT,
        SpanProperty.PROTOCOL_VERSION,
        SpanProperty.USER_AGENT,
        SpanProperty.RESPONSE_STATUS_CODE,
        SpanProperty.ERROR_TYPE,
        SpanProperty.RPC_SYSTEM,
        SpanProperty.RPC_SERVICE,
        SpanProperty.RPC_METHOD,
        SpanProperty.GRPC_STATUS_CODE
    };

    /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE and DATA_LOSS. */
    private static final Set<Integer> FAILED_CALLS = Set.of(2, 4, 12, 13, 14, 15);

    private final RequestFacts request;
    private final RequestSummary summary;
    private final @Nullable MultiMap responseHeaders;
    private final @Nullable Integer grpcStatus;

    /** @param answered the status that a backend gave a gRPC request, or null */
    ServerSpan(
            RequestFacts request,
            RequestSummary summary,
            @Nullable MultiMap responseHeaders,
            @Nullable Integer answered) {
        this.request = request;
        this.summary = summary;
        this.responseHeaders = responseHeaders;
        ProxyError error = summary.error();
        this.grpcStatus = error == null || !request.head().isGrpc()
                ? answered
                : Integer.valueOf(ErrorResponses.of(error).grpc());
    }

    /** OpenTelemetry, "Name" of HTTP spans, and of RPC spans. */
    String name() {
        String rpc = request.rpc();
        String route = request.route();
        return rpc != null ? rpc : route == null ? request.method() : request.method() + " " + route;
    }

    /** OpenTelemetry, "Status" of HTTP spans, and of gRPC: what the client did wrong is no failure. */
    boolean failed() {
        return summary.error() == null
                ? summary.status() >= 500 || failedCall()
                : !(summary.error() instanceof ProxyError.Downstream);
    }

    private boolean failedCall() {
        return grpcStatus != null && FAILED_CALLS.contains(grpcStatus);
    }

    @Override
    public @Nullable Object of(SpanProperty property) {
        return switch (property) {
            case RESPONSE_STATUS_CODE -> summary.status() == 0 ? null : summary.status();
            case RESPONSE_BODY_SIZE -> summary.bytes();
            case GRPC_STATUS_CODE -> grpcStatus;
            case ERROR_TYPE -> errorType();
            default -> request.of(property);
        };
    }

    private @Nullable String errorType() {
        if (summary.error() != null) {
            return summary.error().toString();
        }
        if (summary.status() >= 500) {
            return Integer.toString(summary.status());
        }
        return failedCall() ? String.valueOf(grpcStatus) : null;
    }

    @Override
    public Headers requestHeaders() {
        return request.head().headers();
    }

    @Override
    public @Nullable MultiMap responseHeaders() {
        return responseHeaders;
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.SpanProperty;
import dev.sluice.routing.request.TraceContext;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** One try to have a request answered by an endpoint, and what there is to say of it once it is over. */
final class TrySpan implements SpanFacts {
    private static final SpanProperty[] USUAL = {
        SpanProperty.REQUEST_METHOD,
        SpanProperty.REQUEST_METHOD_ORIGINAL,
        SpanProperty.URL_FULL,
        SpanProperty.SERVER_ADDRESS,
        SpanProperty.SERVER_PORT,
        SpanProperty.PEER_ADDRESS,
        SpanProperty.PEER_PORT,
        SpanProperty.PROTOCOL_VERSION,
        SpanProperty.RESEND_COUNT,
        SpanProperty.RESPONSE_STATUS_CODE,
        SpanProperty.ERROR_TYPE,
        SpanProperty.RPC_SYSTEM,
        SpanProperty.RPC_SERVICE,
        SpanProperty.RPC_METHOD,
        SpanProperty.GRPC_STATUS_CODE
    };

    private final RequestTrace trace;
    private final TraceContext context;
    private final UpstreamRequest head;
    private final Backend.Service backend;
    private final Endpoint endpoint;
    private final int triesBefore;
    private final long started = System.nanoTime();
    private @Nullable UpstreamResponse response;
    private @Nullable Integer grpcStatus;
    private @Nullable String error;
    private boolean over;

    TrySpan(
            RequestTrace trace,
            TraceContext context,
            UpstreamRequest head,
            Backend.Service backend,
            Endpoint endpoint,
            int triesBefore) {
        this.trace = trace;
        this.context = context;
        this.head = head;
        this.backend = backend;
        this.endpoint = endpoint;
        this.triesBefore = triesBefore;
    }

    /** The head of a response has come. */
    void responded(UpstreamResponse answer) {
        response = answer;
        noteStatus(null);
    }

    /** The response is whole. */
    void end(@Nullable Headers trailers) {
        noteStatus(trailers);
        end();
    }

    private void noteStatus(@Nullable Headers trailers) {
        String status = response == null || !trace.request().head().isGrpc()
                ? null
                : GrpcMessage.status(response.headers(), trailers);
        if (status != null && status.length() <= 2 && status.chars().allMatch(Character::isDigit)) {
            grpcStatus = Integer.valueOf(status);
        }
    }

    void failed(ProxyError reason) {
        if (!over) {
            error = reason.toString();
            end();
        }
    }

    /** Nobody waits for it any more. */
    void cancelled() {
        if (!over) {
            error = "cancelled";
            end();
        }
    }

    void end() {
        if (over) {
            return;
        }
        over = true;
        boolean wrong = error != null
                || (response != null && response.status() >= 400)
                || (grpcStatus != null && grpcStatus != 0);
        String rpc = trace.request().rpc();
        trace.add(
                this,
                new SpanEncoder.Frame(
                        context,
                        trace.span(),
                        false,
                        trace.traceState(),
                        rpc == null ? trace.request().method() : rpc,
                        SpanEncoder.CLIENT,
                        trace.toEpoch(started),
                        trace.toEpoch(System.nanoTime()),
                        wrong),
                USUAL);
    }

    /** The status that a gRPC request was answered with, or null. */
    @Nullable
    Integer grpcStatus() {
        return grpcStatus;
    }

    @Override
    public @Nullable Object of(SpanProperty property) {
        EndpointKey key = backend.endpoints();
        return switch (property) {
            case SERVER_ADDRESS -> key.isHost() ? key.service() : key.service() + "." + key.namespace();
            case SERVER_PORT -> key.port();
            case PEER_ADDRESS -> endpoint.address();
            case PEER_PORT -> endpoint.port();
            case PROTOCOL_VERSION -> backend.protocol() == Backend.Protocol.H2C ? "2" : "1.1";
            case URL_FULL -> scheme() + "://" + (head.authority() == null ? "" : head.authority()) + path();
            case URL_PATH -> path();
            case URL_SCHEME -> scheme();
            case RESEND_COUNT -> triesBefore == 0 ? null : triesBefore;
            case RESPONSE_STATUS_CODE -> response == null ? null : response.status();
            case RESPONSE_BODY_SIZE -> null;
            case GRPC_STATUS_CODE -> grpcStatus;
            case ERROR_TYPE -> errorType();
            default -> trace.request().of(property);
        };
    }

    private String scheme() {
        return backend.tls() == null ? "http" : "https";
    }

    /** Queries may hold what is nobody's business, and are told only to those who ask for them. */
    private String path() {
        int question = head.target().indexOf('?');
        return question < 0 ? head.target() : head.target().substring(0, question);
    }

    private @Nullable String errorType() {
        if (error != null) {
            return error;
        }
        if (response != null && response.status() >= 400) {
            return Integer.toString(response.status());
        }
        return grpcStatus == null || grpcStatus == 0 ? null : grpcStatus.toString();
    }

    @Override
    public Headers requestHeaders() {
        return trace.request().head().headers();
    }

    @Override
    public @Nullable MultiMap responseHeaders() {
        return response == null ? null : response.headers();
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.SpanCollector.Encoding;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spans on their way to a collector: an {@code ExportTraceServiceRequest} of
 * {@code opentelemetry/proto/collector/trace/v1/trace_service.proto}. The numbers are those of the fields in its
 * messages.
 */
final class SpanBatch implements ServiceQuestion<SpanAnswer> {
    private static final String SCOPE = "dev.sluice";

    private final Encoding encoding;
    private final UpstreamRequest head;
    private final Buffer body;

    /** @param spans encoded */
    SpanBatch(SpanCollector collector, List<byte[]> spans) {
        encoding = collector.encoding();
        ProtoWriter ofScope = new ProtoWriter().message(1, new ProtoWriter().text(1, SCOPE));
        for (byte[] span : spans) {
            ofScope.bytes(2, span);
        }
        ProtoWriter resource =
                new ProtoWriter().message(1, SpanEncoder.attribute("service.name", collector.serviceName()));
        byte[] message = new ProtoWriter()
                .message(1, new ProtoWriter().message(1, resource).message(2, ofScope))
                .toBytes();
        Headers headers = new Headers();
        headers.set("user-agent", SCOPE);
        for (HeaderChanges.Header header : collector.headers()) {
            headers.set(header.name(), header.value());
        }
        body = switch (encoding) {
            case GRPC -> {
                headers.set("content-type", "application/grpc").set("te", "trailers");
                yield GrpcMessage.framed(message);
            }
            case HTTP -> {
                headers.set("content-type", "application/x-protobuf")
                        .set("content-length", Integer.toString(message.length));
                yield Buffer.buffer(message);
            }
        };
        head = new UpstreamRequest(
                HttpMethod.POST,
                encoding == Encoding.GRPC
                        ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
                        : "/v1/traces",
                collector.backend().endpoints().service(),
                headers);
    }

    @Override
    public UpstreamRequest head() {
        return head;
    }

    @Override
    public Buffer body() {
        return body;
    }

    @Override
    public SpanAnswer read(int status, Headers headers, @Nullable Buffer answer, Headers trailers) {
        return switch (encoding) {
            case GRPC -> readGrpc(status, headers, answer, trailers);
            case HTTP ->
                switch (status) {
                    case 200 -> taken(answer == null ? new byte[0] : answer.getBytes());
                    case 429, 502, 503, 504 -> new SpanAnswer.Later("HTTP status " + status);
                    default -> new SpanAnswer.Refused("HTTP status " + status);
                };
        };
    }

    private static SpanAnswer readGrpc(int status, Headers headers, @Nullable Buffer answer, Headers trailers) {
        String code = status == 200 ? GrpcMessage.status(headers, trailers) : null;
        return switch (code) {
            case "0" -> {
                byte[] message = GrpcMessage.unframed(answer);
                yield taken(message == null ? new byte[0] : message);
            }
            // CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE and DATA_LOSS.
            case "1", "4", "10", "11", "14", "15" -> new SpanAnswer.Later("gRPC status " + code);
            case null -> new SpanAnswer.Refused("HTTP status " + status + " without one of gRPC");
            default -> new SpanAnswer.Refused("gRPC status " + code);
        };
    }

    private static SpanAnswer taken(byte[] message) {
        long rejected = 0;
        String why = "";
        try {
            ProtoReader response = new ProtoReader(message);
            for (int field = response.next(); field != 0; field = response.next()) {
                if (field != 1) {
                    response.skip();
                    continue;
                }
                ProtoReader partial = response.message();
                for (int part = partial.next(); part != 0; part = partial.next()) {
                    switch (part) {
                        case 1 -> rejected = partial.number();
                        case 2 -> why = partial.text();
                        default -> partial.skip();
                    }
                }
            }
        } catch (IllegalArgumentException notOurs) {
            // They are taken; what else it says is only for the count.
            return new SpanAnswer.Taken(0, "");
        }
        return new SpanAnswer.Taken((int) Math.clamp(rejected, 0, Integer.MAX_VALUE), why);
    }

    @Override
    public SpanAnswer unanswered(String cause) {
        return new SpanAnswer.Later(cause);
    }
}

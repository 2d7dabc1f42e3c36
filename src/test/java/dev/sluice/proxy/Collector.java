package dev.sluice.proxy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP/gRPC and OTLP/HTTP, and reads them by OpenTelemetry's own classes. */
final class Collector implements AutoCloseable {
    /** A batch as it came. */
    record Received(String path, Map<String, String> headers, ExportTraceServiceRequest batch) {}

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile int grpcStatus;
    private volatile ExportTraceServiceResponse answer = ExportTraceServiceResponse.getDefaultInstance();
    private volatile boolean silent;

    Collector(Vertx vertx) {
        this(vertx, new HttpServerOptions());
    }

    Collector(Vertx vertx, HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0)).requestHandler(this::take);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            boolean grpc = "application/grpc".equals(request.getHeader("content-type"));
            Map<String, String> headers = new TreeMap<>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
            try {
                received.add(new Received(
                        request.path(),
                        headers,
                        ExportTraceServiceRequest.parseFrom((grpc ? body.slice(5, body.length()) : body).getBytes())));
            } catch (InvalidProtocolBufferException wrong) {
                throw new IllegalStateException(wrong);
            }
            if (silent) {
                return;
            }
            byte[] message = answer.toByteArray();
            if (grpc) {
                request.response()
                        .putHeader("content-type", "application/grpc")
                        .putTrailer("grpc-status", Integer.toString(grpcStatus))
                        .end(Buffer.buffer()
                                .appendByte((byte) 0)
                                .appendInt(message.length)
                                .appendBytes(message));
            } else {
                request.response().setStatusCode(status).end(Buffer.buffer(message));
            }
        });
    }

    int port() {
        return server.actualPort();
    }

    /** What it says to batches over HTTP. */
    void status(int code) {
        status = code;
    }

    /** What it says to batches over gRPC. */
    void grpcStatus(int code) {
        grpcStatus = code;
    }

    void answer(ExportTraceServiceResponse response) {
        answer = response;
    }

    /** Says nothing any more. */
    void silence() {
        silent = true;
    }

    List<Received> received() {
        return received;
    }

    List<Span> spans() {
        return received.stream()
                .flatMap(one -> one.batch().getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** Waits until there are so many, and returns those of a kind, in the order of their beginning. */
    List<Span> await(int count, Span.SpanKind kind) {
        Eventually.holds(() -> spans().size() >= count);
        return spans().stream()
                .filter(span -> span.getKind() == kind)
                .sorted(java.util.Comparator.comparingLong(Span::getStartTimeUnixNano))
                .toList();
    }

    static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    static Map<String, Object> attributes(List<KeyValue> attributes) {
        Map<String, Object> map = new TreeMap<>();
        for (KeyValue attribute : attributes) {
            if (map.put(attribute.getKey(), value(attribute.getValue())) != null) {
                throw new AssertionError(attribute.getKey() + " is there twice");
            }
        }
        return map;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(Collector::value)
                        .toList();
            default -> throw new AssertionError(value.getValueCase());
        };
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}

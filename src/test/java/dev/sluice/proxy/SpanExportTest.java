package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.SpanCollector.Encoding;
import dev.sluice.routing.Tracing;
import dev.sluice.routing.Tracing.Share;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of spans whose collector takes them late, in part or not at all, and that no request waits for it. */
class SpanExportTest {
    private Proxy proxy = new Proxy();
    private Collector collector = new Collector(proxy.vertx);
    private EchoBackend backend = new EchoBackend(proxy.vertx, "backend");

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        backend.close();
        collector.close();
        proxy.close();
    }

    private void restart(ProxySettings.Tracing settings) {
        stop();
        proxy = new Proxy(ProxySettings.defaults().with(settings));
        collector = new Collector(proxy.vertx);
        backend = new EchoBackend(proxy.vertx, "backend");
    }

    private static Tracing tracing(Encoding encoding, @Nullable String tls) {
        Protocol protocol = encoding == Encoding.GRPC ? Protocol.H2C : Protocol.HTTP1;
        return new Tracing(
                "default/policy",
                new SpanCollector(
                        new Backend.Service(Tables.key("collector"), protocol, tls), encoding, List.of(), "sluice"),
                Share.ALL,
                Share.ALL,
                "",
                List.of());
    }

    private PortBinding binding(Encoding encoding, @Nullable String tls) {
        proxy.endpoint("backend", backend.port());
        return Tables.binding(proxy.port, prefix("/", backend("backend"))).tracedBy(tracing(encoding, tls));
    }

    private void serve(Encoding encoding) {
        proxy.endpoint("collector", collector.port()).serve(binding(encoding, null));
    }

    /** All on one connection, and so on one event loop. */
    private void get(int requests) throws Exception {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < requests; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void manyAreSentTogether() throws Exception {
        restart(new ProxySettings.Tracing(1_000, 20, Duration.ofHours(1), Duration.ofSeconds(10)));
        serve(Encoding.GRPC);
        get(30);
        collector.await(60, SpanKind.SPAN_KIND_SERVER);
        assertThat(collector.received())
                .allSatisfy(batch -> assertThat(batch.batch()
                                .getResourceSpans(0)
                                .getScopeSpans(0)
                                .getSpansCount())
                        .isEqualTo(20));
    }

    @Test
    void noRequestWaitsForACollectorThatSaysNothingAndWhatDoesNotFitIsDropped() throws Exception {
        restart(new ProxySettings.Tracing(6, 2, Duration.ofHours(1), Duration.ofHours(1)));
        collector.silence();
        serve(Encoding.HTTP);
        get(20);
        Eventually.holds(() -> proxy.recorder.spansDropped.size() >= 32);
        assertThat(proxy.recorder.spansDropped)
                .hasSize(32)
                .containsOnly("1 for default/collector:80: too many wait already");
        assertThat(proxy.recorder.spansExported.sum()).isZero();
    }

    @Test
    void noRequestFailsWithoutACollectorAndTheLossIsTold() throws Exception {
        restart(new ProxySettings.Tracing(1_000, 1_000, Duration.ofHours(1), Duration.ofSeconds(10)));
        proxy.endpoint("collector").serve(binding(Encoding.GRPC, null));
        get(3);
        proxy.plane
                .drain(Duration.ZERO, Duration.ofSeconds(20))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(proxy.recorder.spansDropped).containsExactly("6 for default/collector:80: no endpoint is ready");
    }

    @Test
    void whatIsRefusedIsNotSentAgain() throws Exception {
        collector.status(400);
        serve(Encoding.HTTP);
        get(1);
        Eventually.holds(() -> proxy.recorder.spansDropped.size() == 1);
        assertThat(proxy.recorder.spansDropped).containsExactly("2 for default/collector:80: HTTP status 400");
        collector.grpcStatus(16);
        serve(Encoding.GRPC);
        get(1);
        Eventually.holds(() -> proxy.recorder.spansDropped.size() == 2);
        assertThat(proxy.recorder.spansDropped).contains("2 for default/collector:80: gRPC status 16");
        assertThat(collector.received()).hasSize(2);
    }

    @Test
    void whatIsNotWantedNowIsSentAgain() throws Exception {
        collector.status(503);
        serve(Encoding.HTTP);
        get(1);
        Eventually.holds(() -> collector.received().size() == 1);
        collector.status(200);
        Eventually.holds(() -> proxy.recorder.spansExported.sum() == 2);
        assertThat(collector.received().getLast().batch())
                .isEqualTo(collector.received().getFirst().batch());
        collector.grpcStatus(14);
        serve(Encoding.GRPC);
        get(1);
        Eventually.holds(() -> collector.received().size() > 2);
        collector.grpcStatus(0);
        Eventually.holds(() -> proxy.recorder.spansExported.sum() == 4);
        assertThat(proxy.recorder.spansDropped).isEmpty();
    }

    @Test
    void whatIsTakenInPartIsCountedSo() throws Exception {
        collector.answer(ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(1)
                        .setErrorMessage("too old"))
                .build());
        serve(Encoding.GRPC);
        get(1);
        Eventually.holds(() -> proxy.recorder.spansExported.sum() == 1);
        assertThat(proxy.recorder.spansDropped).containsExactly("1 for default/collector:80: it rejects them: too old");
    }

    @Test
    void theLastSpansAreSentBeforeTheProxyStops() throws Exception {
        restart(new ProxySettings.Tracing(1_000, 1_000, Duration.ofHours(1), Duration.ofSeconds(10)));
        serve(Encoding.GRPC);
        get(5);
        proxy.plane
                .drain(Duration.ZERO, Duration.ofSeconds(20))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(collector.spans()).hasSize(10);
        assertThat(proxy.recorder.spansDropped).isEmpty();
    }

    @Test
    void theCollectorIsSpokenToInTlsWhereThatIsAskedFor() throws Exception {
        TestAuthority authority = new TestAuthority("collectors");
        ServerCertificate certificate =
                authority.issue("collector").dns("collector.example.com").make();
        try (Collector behindTls = new Collector(
                proxy.vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertValue(Buffer.buffer(certificate.chain()))
                                .setKeyValue(Buffer.buffer(certificate.key()))))) {
            proxy.endpoint("collector", behindTls.port());
            BackendTls tls = new BackendTls(
                    "default/tls",
                    "fingerprint",
                    new BackendTls.Trust.Authorities(authority.pem()),
                    "collector.example.com",
                    List.of(),
                    new BackendTls.Identity.OfGateway());
            proxy.plane
                    .serve(new RouteTable(
                            1, List.of(binding(Encoding.GRPC, "default/tls")), Map.of("default/tls", tls)))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            get(1);
            assertThat(behindTls.await(2, SpanKind.SPAN_KIND_SERVER)).hasSize(1);
        }
    }

    @Test
    void callsOfGrpcAreToldByServiceAndMethod() throws Exception {
        try (GrpcEcho echo = new GrpcEcho("echo")) {
            proxy.endpoint("echo", echo.port())
                    .endpoint("collector", collector.port())
                    .serve(Tables.binding(proxy.port, prefix("/echo.Echo", backend("echo", Protocol.H2C)))
                            .tracedBy(tracing(Encoding.GRPC, null)));
            ManagedChannel channel = GrpcEcho.channel(proxy.port);
            ClientCalls.blockingUnaryCall(channel, GrpcEcho.UNARY, CallOptions.DEFAULT, "hello");
            try {
                ClientCalls.blockingUnaryCall(channel, GrpcEcho.UNARY, CallOptions.DEFAULT, "fail");
            } catch (StatusRuntimeException asItMust) {
                assertThat(asItMust).hasMessageContaining("PERMISSION_DENIED");
            }
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        List<Span> servers = collector.await(4, SpanKind.SPAN_KIND_SERVER);
        List<Span> clients = collector.await(4, SpanKind.SPAN_KIND_CLIENT);
        for (List<Span> spans : List.of(servers, clients)) {
            assertThat(spans).hasSize(2).allSatisfy(span -> {
                assertThat(span.getName()).isEqualTo("echo.Echo/Unary");
                assertThat(Collector.attributes(span.getAttributesList()))
                        .containsEntry("rpc.system", "grpc")
                        .containsEntry("rpc.service", "echo.Echo")
                        .containsEntry("rpc.method", "Unary")
                        .containsEntry("network.protocol.version", "2");
            });
            assertThat(spans)
                    .extracting(span ->
                            Collector.attributes(span.getAttributesList()).get("rpc.grpc.status_code"))
                    .containsExactly(0L, 7L);
        }
        // The client was not allowed to, which is no failure of the server's.
        assertThat(servers.getLast().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(clients.getLast().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HeaderChanges.Header;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.SpanAttribute;
import dev.sluice.routing.SpanAttribute.Source;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.SpanProperty;
import dev.sluice.routing.Timeouts;
import dev.sluice.routing.Tracing;
import dev.sluice.routing.Tracing.Share;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spans of requests, what they say, and what backends are told of them. */
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Share NONE = new Share(0, 100);

    private final Proxy proxy = new Proxy();
    private Collector collector;
    private EchoBackend backend;

    @BeforeEach
    void start() {
        collector = new Collector(proxy.vertx);
        backend = new EchoBackend(proxy.vertx, "backend");
        proxy.endpoint("collector", collector.port()).endpoint("backend", backend.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        backend.close();
        collector.close();
        proxy.close();
    }

    private static Tracing tracing(Share share, @Nullable Share parents, String spanName, SpanAttribute... attributes) {
        return new Tracing(
                "default/policy",
                new SpanCollector(
                        new Backend.Service(Tables.key("collector"), Backend.Protocol.H2C),
                        SpanCollector.Encoding.GRPC,
                        List.of(),
                        "shop"),
                share,
                parents,
                spanName,
                List.of(attributes));
    }

    private void serve(Tracing tracing, Candidate... candidates) {
        proxy.serve(Tables.binding(proxy.port, candidates).tracedBy(tracing));
    }

    private void serve(Tracing tracing) {
        serve(tracing, prefix("/", backend("backend")));
    }

    private String get(String target, String headers) throws Exception {
        return proxy.exchange(
                "GET " + target + " HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n" + headers + "\r\n");
    }

    private static String parent(String flags) {
        return "Traceparent: 00-" + TRACE + "-" + PARENT + "-" + flags + "\r\n";
    }

    private static Map<String, Object> attributes(Span span) {
        return Collector.attributes(span.getAttributesList());
    }

    @ParameterizedTest
    @EnumSource
    void spansGoToTheCollector(SpanCollector.Encoding encoding) throws Exception {
        boolean grpc = encoding == SpanCollector.Encoding.GRPC;
        serve(new Tracing(
                "default/policy",
                new SpanCollector(
                        new Backend.Service(
                                Tables.key("collector"), grpc ? Backend.Protocol.H2C : Backend.Protocol.HTTP1),
                        encoding,
                        List.of(new Header("x-token", "secret")),
                        "shop"),
                Share.ALL,
                Share.ALL,
                "",
                List.of()));
        assertThat(get("/a/b?c=d", "User-Agent: test\r\n")).startsWith("HTTP/1.1 200 ");
        Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
        Span client = collector.await(2, SpanKind.SPAN_KIND_CLIENT).getFirst();
        Collector.Received received = collector.received().getFirst();
        assertThat(received.path())
                .isEqualTo(grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces");
        assertThat(received.headers()).containsEntry("x-token", "secret");
        assertThat(Collector.attributes(
                        received.batch().getResourceSpans(0).getResource().getAttributesList()))
                .containsOnly(entry("service.name", "shop"));
        assertThat(server.getName()).isEqualTo("GET /*");
        assertThat(server.getParentSpanId().isEmpty()).isTrue();
        assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(server))
                .containsEntry("http.request.method", "GET")
                .containsEntry("url.path", "/a/b")
                .containsEntry("url.scheme", "http")
                .containsEntry("http.route", "/*")
                .containsEntry("server.address", "www.example.com")
                .containsEntry("server.port", 8080L)
                .containsEntry("client.address", "127.0.0.1")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("user_agent.original", "test")
                .containsEntry("http.response.status_code", 200L)
                .doesNotContainKeys("error.type", "url.query", "rpc.system", "http.request.method_original");
        assertThat(client.getName()).isEqualTo("GET");
        assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(client.getTraceId()).isEqualTo(server.getTraceId());
        assertThat(attributes(client))
                .containsEntry("url.full", "http://www.example.com/a/b")
                .containsEntry("server.address", "backend.default")
                .containsEntry("server.port", 80L)
                .containsEntry("network.peer.address", "127.0.0.1")
                .containsEntry("network.peer.port", (long) backend.port())
                .containsEntry("http.response.status_code", 200L)
                .doesNotContainKeys("error.type", "http.request.resend_count");
        assertThat(server.getStartTimeUnixNano())
                .isGreaterThan(TimeUnit.SECONDS.toNanos(1_700_000_000L))
                .isLessThanOrEqualTo(client.getStartTimeUnixNano());
        assertThat(server.getEndTimeUnixNano()).isGreaterThanOrEqualTo(client.getStartTimeUnixNano());
        Eventually.holds(() -> proxy.recorder.spansExported.sum() == 2);
        assertThat(proxy.recorder.spansDropped).isEmpty();
    }

    @Test
    void theTraceOfTheClientGoesOn() throws Exception {
        serve(tracing(NONE, Share.ALL, ""));
        get("/", parent("01") + "Tracestate: a=1,b=2\r\nTracestate: c=3\r\n");
        Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
        Span client = collector.await(2, SpanKind.SPAN_KIND_CLIENT).getFirst();
        assertThat(Collector.hex(server.getTraceId())).isEqualTo(TRACE);
        assertThat(Collector.hex(server.getParentSpanId())).isEqualTo(PARENT);
        assertThat(server.getTraceState()).isEqualTo("a=1,b=2,c=3");
        assertThat(backend.last().headers())
                .containsEntry("traceparent", "00-" + TRACE + "-" + Collector.hex(client.getSpanId()) + "-01")
                .containsEntry("tracestate", "a=1,b=2|c=3");
        // Its parent is in another process, the parent of the other span is not.
        assertThat(server.getFlags()).isEqualTo(0x301);
        assertThat(client.getFlags()).isEqualTo(0x101);
    }

    @Test
    void whatIsNoTraceBeginsANewOne() throws Exception {
        serve(tracing(Share.ALL, NONE, ""));
        get("/", "Traceparent: 00-" + TRACE + "-0-01\r\nTracestate: a=1\r\n");
        Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
        assertThat(Collector.hex(server.getTraceId())).isNotEqualTo(TRACE);
        assertThat(server.getTraceState()).isEmpty();
        assertThat(backend.last().headers()).doesNotContainKey("tracestate");
        assertThat(backend.last().headers().get("traceparent"))
                .matches("00-" + Collector.hex(server.getTraceId()) + "-[0-9a-f]{16}-01");
    }

    @Test
    void whatIsNotRecordedIsPassedOnAsSuch() throws Exception {
        serve(tracing(NONE, Share.ALL, ""));
        get("/new", "");
        assertThat(backend.last().headers().get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        get("/not-sampled", parent("00"));
        assertThat(backend.last().headers().get("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
        assertThat(backend.last().headers().get("traceparent")).doesNotContain(PARENT);
        serve(tracing(Share.ALL, NONE, ""));
        get("/parents-are-thinned-out", parent("01"));
        assertThat(backend.last().headers().get("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
        get("/last", "");
        assertThat(collector.await(2, SpanKind.SPAN_KIND_SERVER))
                .extracting(span -> attributes(span).get("url.path"))
                .containsExactly("/last");
    }

    @Test
    void theDecisionOfTheClientNeedNotCount() throws Exception {
        serve(tracing(Share.ALL, null, ""));
        get("/", parent("00"));
        Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
        assertThat(Collector.hex(server.getTraceId())).isEqualTo(TRACE);
        assertThat(backend.last().headers().get("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
        serve(tracing(NONE, null, ""));
        get("/", parent("01"));
        assertThat(backend.last().headers().get("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
    }

    @Test
    void aShareIsRecorded() throws Exception {
        serve(tracing(new Share(1, 2), Share.ALL, ""));
        int requests = 400;
        int sampled = 0;
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < requests; i++) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                sampled += backend.last().headers().get("traceparent").endsWith("-01") ? 1 : 0;
            }
        }
        // Six times the standard deviation.
        assertThat(sampled).isBetween(140, 260);
        assertThat(collector.await(2 * sampled, SpanKind.SPAN_KIND_SERVER)).hasSize(sampled);
    }

    @Test
    void thePolicysOwnNameAndAttributesAreOnEverySpan() throws Exception {
        serve(tracing(
                Share.ALL,
                Share.ALL,
                "front door",
                new SpanAttribute("env", new Source.Literal("test")),
                new SpanAttribute("user", new Source.Header("x-user")),
                new SpanAttribute("answered.by", new Source.Header("x-backend")),
                new SpanAttribute("absent", new Source.Header("x-absent")),
                new SpanAttribute("verb", new Source.Property(SpanProperty.REQUEST_METHOD)),
                new SpanAttribute("status", new Source.Property(SpanProperty.RESPONSE_STATUS_CODE)),
                new SpanAttribute("query", new Source.Property(SpanProperty.URL_QUERY)),
                new SpanAttribute("asked", new Source.RequestHeader("x-user")),
                new SpanAttribute("told", new Source.ResponseHeader("x-backend")),
                new SpanAttribute("url.path", new Source.Literal("replaced"))));
        get("/a?b=c", "X-User: alice\r\nX-User: bob\r\n");
        Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
        Span client = collector.await(2, SpanKind.SPAN_KIND_CLIENT).getFirst();
        assertThat(server.getName()).isEqualTo("front door");
        for (Span span : List.of(server, client)) {
            assertThat(attributes(span))
                    .containsEntry("env", "test")
                    .containsEntry("user", "alice, bob")
                    .containsEntry("answered.by", "backend")
                    .containsEntry("verb", "GET")
                    .containsEntry("status", 200L)
                    .containsEntry("query", "b=c")
                    .containsEntry("asked", List.of("alice", "bob"))
                    .containsEntry("told", List.of("backend"))
                    .containsEntry("url.path", "replaced")
                    .doesNotContainKey("absent");
        }
    }

    @Test
    void errorsAreToldByWhoseTheyAre() throws Exception {
        serve(tracing(Share.ALL, Share.ALL, ""), prefix("/a", backend("backend")), prefix("/gone", backend("nobody")));
        assertThat(get("/b", "")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/gone", "")).startsWith("HTTP/1.1 503 ");
        List<Span> spans = collector.await(2, SpanKind.SPAN_KIND_SERVER);
        assertThat(attributes(spans.getFirst()))
                .containsEntry("http.response.status_code", 404L)
                .containsEntry("error.type", "NO_ROUTE")
                .doesNotContainKey("http.route");
        assertThat(spans.getFirst().getName()).isEqualTo("GET");
        assertThat(spans.getFirst().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(spans.getLast())).containsEntry("error.type", "NO_ENDPOINTS");
        assertThat(spans.getLast().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(spans.getLast().getName()).isEqualTo("GET /gone/*");
    }

    @Test
    void everyTryHasASpanOfItsOwn() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawBackend failing = new RawBackend((connection, _) -> {
            for (; ; ) {
                connection.readResponse();
                connection.send("HTTP/1.1 " + (requests.incrementAndGet() == 1 ? "503 Bad" : "200 OK")
                        + "\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            proxy.endpoint("failing", failing.port());
            serve(
                    tracing(Share.ALL, Share.ALL, ""),
                    prefix(
                            "/",
                            Tables.retrying(
                                    new RetryPolicy(1, List.of(503), RetryPolicy.UNSPECIFIED),
                                    Timeouts.NONE,
                                    backend("failing"))));
            assertThat(get("/", "")).startsWith("HTTP/1.1 200 ");
        }
        List<Span> tries = collector.await(3, SpanKind.SPAN_KIND_CLIENT);
        assertThat(tries).hasSize(2);
        assertThat(attributes(tries.getFirst()))
                .containsEntry("http.response.status_code", 503L)
                .containsEntry("error.type", "503");
        assertThat(tries.getFirst().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(tries.getLast()))
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("http.request.resend_count", 1L)
                .doesNotContainKey("error.type");
    }

    @Test
    void aMirrorIsToldOfTheTraceToo() throws Exception {
        try (EchoBackend mirror = new EchoBackend(proxy.vertx, "mirror")) {
            proxy.endpoint("mirror", mirror.port());
            serve(
                    tracing(Share.ALL, Share.ALL, ""),
                    prefix(
                            "/",
                            Tables.rule(
                                    List.of(new HttpFilter.Mirror(
                                            new Backend.Service(Tables.key("mirror"), Backend.Protocol.HTTP1), 1, 1)),
                                    Timeouts.NONE,
                                    backend("backend"))));
            get("/", parent("01"));
            Span server = collector.await(2, SpanKind.SPAN_KIND_SERVER).getFirst();
            Eventually.holds(() -> !mirror.seen().isEmpty());
            assertThat(mirror.last().headers())
                    .containsEntry("traceparent", "00-" + TRACE + "-" + Collector.hex(server.getSpanId()) + "-01");
        }
    }

    @Test
    void withoutTracingNothingIsAddedOrChanged() throws Exception {
        proxy.routes(prefix("/", backend("backend")));
        get("/", "");
        assertThat(backend.last().headers()).doesNotContainKey("traceparent");
        get("/", parent("01"));
        assertThat(backend.last().headers()).containsEntry("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    }

    @Test
    void tracingEndsWithThePolicy() throws Exception {
        serve(tracing(Share.ALL, Share.ALL, ""));
        get("/first", "");
        collector.await(2, SpanKind.SPAN_KIND_SERVER);
        proxy.routes(prefix("/", backend("backend")));
        get("/second", "");
        serve(tracing(Share.ALL, Share.ALL, ""));
        get("/third", "");
        assertThat(collector.await(4, SpanKind.SPAN_KIND_SERVER))
                .extracting(span -> attributes(span).get("url.path"))
                .containsExactly("/first", "/third");
    }
}

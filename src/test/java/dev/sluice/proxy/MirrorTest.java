package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.PathRewrite;
import dev.sluice.routing.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of requests reach the mirrors, and no mirror can be felt by the request itself. */
class MirrorTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private Proxy proxy = new Proxy();
    private EchoBackend primary;

    @BeforeEach
    void start() {
        primary = new EchoBackend(proxy.vertx, "primary");
        proxy.endpoint("primary", primary.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        over.countDown();
        primary.close();
        proxy.close();
    }

    private void restart(ProxySettings settings) {
        primary.close();
        proxy.close();
        proxy = new Proxy(settings);
        start();
    }

    private static HttpFilter.Mirror mirror(String service, int percent) {
        return new HttpFilter.Mirror(new Backend.Service(Tables.key(service), Backend.Protocol.HTTP1), percent, 100);
    }

    private void mirrors(HttpFilter... filters) {
        proxy.routes(prefix("/", rule(List.of(filters), Timeouts.NONE, backend("primary"))));
    }

    private String get(String path) throws Exception {
        return proxy.exchange("GET " + path + " HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
    }

    /** A mirror that takes connections and reads nothing. */
    private RawBackend hanging() throws Exception {
        return new RawBackend((_, _) -> over.await());
    }

    @Test
    void allMirrorsGetWhatTheBackendGets() throws Exception {
        try (EchoBackend one = new EchoBackend(proxy.vertx, "one");
                EchoBackend two = new EchoBackend(proxy.vertx, "two")) {
            proxy.endpoint("one", one.port()).endpoint("two", two.port());
            mirrors(
                    mirror("one", 100),
                    new HttpFilter.RequestHeaders(new HeaderChanges(
                            List.of(new HeaderChanges.Header("X-Set", "1")), List.of(), List.of("x-gone"))),
                    new HttpFilter.UrlRewrite("b.example", new PathRewrite.Full("/new")),
                    mirror("two", 100));
            String response = proxy.exchange("POST /old?a=b HTTP/1.1\r\nHost: a.example\r\nX-Gone: 1\r\n"
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n");
            assertThat(response).startsWith("HTTP/1.1 200 ").contains("primary POST /new?a=b bodymore");
            for (EchoBackend copy : List.of(one, two)) {
                Eventually.holds(() -> copy.seen().size() == 1);
                EchoBackend.Seen seen = copy.last();
                assertThat(seen).isEqualTo(primary.last());
                assertThat(seen.body()).isEqualTo("bodymore");
                assertThat(seen.host()).isEqualTo("b.example");
            }
            assertThat(proxy.recorder.mirrorsDropped).isEmpty();
        }
    }

    @Test
    void keepsConnectionsToMirrors() throws Exception {
        CountDownLatch hundred = new CountDownLatch(100);
        try (RawBackend counting = new RawBackend((connection, _) -> {
            for (; ; ) {
                connection.readHead();
                hundred.countDown();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })) {
            proxy.endpoint("counting", counting.port());
            mirrors(mirror("counting", 100));
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 100; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                }
            }
            assertThat(hundred.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(counting.connections()).isLessThan(50);
        }
    }

    @Test
    void eachMirrorHasItsShare() throws Exception {
        try (EchoBackend some = new EchoBackend(proxy.vertx, "some");
                EchoBackend none = new EchoBackend(proxy.vertx, "none")) {
            proxy.endpoint("some", some.port()).endpoint("none", none.port());
            mirrors(mirror("some", 20), mirror("none", 0));
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 2_000; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                }
            }
            // Six standard deviations.
            Eventually.holds(() -> some.seen().size() >= 400 - 108);
            assertThat(some.seen()).hasSizeLessThan(400 + 108);
            assertThat(none.seen()).isEmpty();
        }
    }

    @Test
    void mirrorsThatCannotBeReachedDoNoHarm() throws Exception {
        proxy.endpoint("closed", Ports.free()).endpoint("empty");
        mirrors(mirror("closed", 100), mirror("empty", 100), mirror("unknown", 100));
        assertThat(get("/a")).startsWith("HTTP/1.1 200 ").endsWith("primary GET /a ");
        Eventually.holds(() -> proxy.recorder.mirrorsDropped.size() == 3);
    }

    @Test
    void aMirrorThatDoesNotReadIsGivenUpAndTheRequestGoesOn() throws Exception {
        try (RawBackend hanging = hanging()) {
            proxy.endpoint("hanging", hanging.port());
            mirrors(mirror("hanging", 100));
            int length = 64 << 20;
            try (RawClient client = proxy.client()) {
                client.send(
                        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n");
                byte[] block = new byte[1 << 20];
                for (int i = 0; i < length; i += block.length) {
                    client.socket.getOutputStream().write(block);
                }
                assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            }
            Eventually.holds(() -> proxy.recorder.mirrorsDropped.size() == 1);
        }
    }

    @Test
    void aMirrorThatDoesNotAnswerIsCut() throws Exception {
        restart(ProxySettings.defaults().with(new ProxySettings.Mirrors(1_024, Duration.ofSeconds(2))));
        CompletableFuture<String> received = new CompletableFuture<>();
        try (RawBackend silent = new RawBackend((connection, _) -> received.complete(connection.readAll()))) {
            proxy.endpoint("silent", silent.port());
            mirrors(mirror("silent", 100));
            assertThat(get("/a")).startsWith("HTTP/1.1 200 ");
            assertThat(received.get(20, TimeUnit.SECONDS)).startsWith("GET /a HTTP/1.1\r\n");
        }
    }

    @Test
    void thereAreOnlySoManyCopiesAtOnce() throws Exception {
        restart(ProxySettings.defaults().with(new ProxySettings.Mirrors(1, Duration.ofMinutes(1))));
        try (RawBackend hanging = hanging()) {
            proxy.endpoint("hanging", hanging.port());
            mirrors(mirror("hanging", 100));
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 5; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                }
            }
            assertThat(proxy.recorder.mirrorsDropped).hasSize(4);
            Eventually.holds(() -> hanging.connections() == 1);
        }
    }

    @Test
    void aCopyThatIsNotWholeIsCut() throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (RawBackend reading = new RawBackend((connection, _) -> {
            connection.readUntil("half");
            begun.countDown();
            received.complete(connection.readAll());
        })) {
            proxy.endpoint("reading", reading.port());
            mirrors(mirror("reading", 100));
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
                assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(received.get(20, TimeUnit.SECONDS)).isEmpty();
            Eventually.holds(() -> proxy.recorder.mirrorsDropped.size() == 1);
        }
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Timeouts;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that do not do what they should. */
class BackendFaultsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String KEPT = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private void route(Timeouts timeouts, int... ports) {
        proxy.endpoint("one", ports).routes(prefix("/", rule(List.of(), timeouts, backend("one"))));
    }

    private ProxyError lastError() {
        return proxy.recorder.awaitFinished(1).getLast().error();
    }

    @Test
    void answers503WithoutEndpoints() throws Exception {
        route(Timeouts.NONE);
        assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 503 ");
        assertThat(lastError()).isEqualTo(Upstream.NO_ENDPOINTS);
    }

    @Test
    void answers503IfTheConnectionIsRefused() throws Exception {
        route(Timeouts.NONE, Ports.free());
        assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 503 ");
        assertThat(lastError()).isEqualTo(Upstream.CONNECT_REFUSED);
    }

    @Test
    void movesOnToAnotherEndpointIfOneRefusesTheConnection() throws Exception {
        try (EchoBackend echo = new EchoBackend(proxy.vertx, "live")) {
            route(Timeouts.NONE, Ports.free(), echo.port(), Ports.free());
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.exchange(
                                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"))
                        .endsWith("live POST / body");
            }
        }
    }

    @Test
    void doesNotPreferAnEndpointThatRefusesConnections() throws Exception {
        try (EchoBackend echo = new EchoBackend(proxy.vertx, "live")) {
            route(Timeouts.NONE, Ports.free(), echo.port());
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 100; i++) {
                    assertThat(client.send(KEPT).readResponse()).contains("live GET / ");
                }
            }
            assertThat(proxy.recorder.failed).hasSizeLessThan(10);
        }
    }

    @Test
    void asksAnEndpointAgainThatRefusedConnections() throws Exception {
        int port = Ports.free();
        route(Timeouts.NONE, port);
        assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 503 ");
        try (RawBackend back = new RawBackend(port, (connection, _) -> {
            connection.readHead();
            connection.send(OK).readAll();
        })) {
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void answers504IfTheBackendNeverAnswersWithinTheRequestTimeout() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawBackend silent = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.readAll();
            gone.countDown();
        })) {
            route(new Timeouts(200, 0), silent.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 504 ");
            assertThat(lastError()).isEqualTo(Upstream.REQUEST_TIMEOUT);
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void answers504IfTheBackendNeverAnswersWithinTheBackendTimeout() throws Exception {
        try (RawBackend silent = new RawBackend((connection, _) -> connection.readAll())) {
            route(new Timeouts(0, 200), silent.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 504 ");
            assertThat(lastError()).isEqualTo(Upstream.BACKEND_TIMEOUT);
        }
    }

    @Test
    void cutsAResponseThatOutlastsTheTimeout() throws Exception {
        try (RawBackend slow = new RawBackend((connection, _) -> {
            connection.readHead();
            connection
                    .send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                    .readAll();
        })) {
            route(new Timeouts(300, 0), slow.port());
            assertThat(proxy.exchange(KEPT)).endsWith("half");
            assertThat(lastError()).isEqualTo(Upstream.REQUEST_TIMEOUT);
        }
    }

    @Test
    void answers502IfTheBackendClosesWithoutAnAnswer() throws Exception {
        try (RawBackend closing = new RawBackend((connection, _) -> connection.readHead())) {
            route(Timeouts.NONE, closing.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 502 ");
            assertThat(lastError()).isEqualTo(Upstream.DISCONNECTED);
            assertThat(closing.connections()).isEqualTo(1);
        }
    }

    /** As one does that is stopped: what may be repeated is asked of another endpoint, once, and nothing else is. */
    @Test
    void asksAnotherEndpointIfOneClosesWithoutAWord() throws Exception {
        try (RawBackend first = new RawBackend((connection, _) -> connection.readHead());
                RawBackend second = new RawBackend((connection, _) -> connection.readHead());
                EchoBackend echo = new EchoBackend(proxy.vertx, "live")) {
            route(Timeouts.NONE, first.port(), echo.port());
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 200 ");
            }
            assertThat(first.connections()).isPositive();

            route(Timeouts.NONE, first.port(), second.port());
            int asked = first.connections() + second.connections();
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 502 ");
            assertThat(first.connections() + second.connections()).isEqualTo(asked + 2);
            assertThat(proxy.exchange(GET.replace("GET", "POST"))).startsWith("HTTP/1.1 502 ");
            assertThat(first.connections() + second.connections()).isEqualTo(asked + 3);
        }
    }

    @Test
    void answers502IfTheBackendResets() throws Exception {
        try (RawBackend resetting = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.socket.setSoLinger(true, 0);
        })) {
            route(Timeouts.NONE, resetting.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 502 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/3.7 200 OK\r\n\r\n",
                "HTTP/1.1 99 Less\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 1000 More\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n"
            })
    void answers502ToGarbage(String garbage) throws Exception {
        try (RawBackend wrong = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(garbage).readAll();
        })) {
            route(new Timeouts(5_000, 0), wrong.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 502 ").doesNotContain("garbage");
            assertThat(lastError()).isEqualTo(Upstream.BAD_RESPONSE);
        }
    }

    @Test
    void answers502ToAnEndlessHeader() throws Exception {
        try (RawBackend wrong = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20)).readAll();
        })) {
            route(Timeouts.NONE, wrong.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void showsTheClientThatABodyIsCut() throws Exception {
        try (RawBackend halfway = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        })) {
            route(Timeouts.NONE, halfway.port());
            String response = proxy.exchange(KEPT);
            assertThat(response).contains("Content-Length: 10").endsWith("hello");
            assertThat(lastError()).isEqualTo(Upstream.DISCONNECTED);
        }
    }

    @Test
    void showsTheClientThatChunksAreCut() throws Exception {
        try (RawBackend halfway = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        })) {
            route(Timeouts.NONE, halfway.port());
            assertThat(proxy.exchange(KEPT)).endsWith("hello\r\n").doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void repeatsARequestOnceIfAnIdleConnectionWasClosed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawBackend closing = new RawBackend((connection, number) -> {
            connection.readHead();
            requests.incrementAndGet();
            connection.send(OK);
            if (number == 1) {
                connection.readHead();
                // Closes as if it had done so just before the request came.
            } else {
                connection.readAll();
            }
        })) {
            route(Timeouts.NONE, closing.port());
            try (RawClient client = proxy.client()) {
                assertThat(client.send(KEPT).readResponse()).endsWith("ok");
                assertThat(client.send(KEPT).readResponse()).endsWith("ok");
            }
            assertThat(requests).hasValue(2);
            assertThat(proxy.recorder.replayed).hasSize(1);
        }
    }

    @Test
    void neverRepeatsWhatMayNotBeRepeated() throws Exception {
        try (RawBackend closing = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(OK).readHead();
        })) {
            route(Timeouts.NONE, closing.port());
            for (String request : List.of(
                    "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")) {
                try (RawClient client = proxy.client()) {
                    assertThat(client.send(KEPT).readResponse()).endsWith("ok");
                    assertThat(client.send(request).readResponse()).startsWith("HTTP/1.1 502 ");
                }
            }
            assertThat(proxy.recorder.replayed).isEmpty();
        }
    }

    /** Else one client could choose what another is answered, with a backend's help. */
    /** A part of a header, which would be joined with the next response. */
    @ParameterizedTest
    @ValueSource(strings = {"SPLIT", "HTTP/1.1 200 OK\r\nX: "})
    void neverTakesAPartOfAResponseForTheNext(String rest) throws Exception {
        try (RawBackend talkative = new RawBackend((connection, number) -> {
            connection.readHead();
            connection
                    .send(number == 1 ? "HTTP/1.1 204 No Content\r\n\r\n" + rest : OK)
                    .readAll();
        })) {
            route(Timeouts.NONE, talkative.port());
            try (RawClient client = proxy.client()) {
                client.send(KEPT);
                assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
                client.send(KEPT);
                assertThat(client.readResponse()).endsWith("ok");
            }
            assertThat(talkative.connections()).isEqualTo(2);
        }
    }

    @Test
    void takesTheLengthOfNothingAway() throws Exception {
        try (RawBackend wrong = new RawBackend((connection, _) -> {
            connection.readHead();
            connection
                    .send("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")
                    .readAll();
        })) {
            route(Timeouts.NONE, wrong.port());
            assertThat(proxy.exchange(GET)).startsWith("HTTP/1.1 204 ").doesNotContainIgnoringCase("content-length");
        }
    }

    @Test
    void neverTakesWhatFollowsAResponseForTheNext() throws Exception {
        try (RawBackend talkative = new RawBackend((connection, number) -> {
            connection.readHead();
            if (number == 1) {
                connection.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            } else {
                connection.send(OK);
            }
            connection.readAll();
        })) {
            route(Timeouts.NONE, talkative.port());
            try (RawClient client = proxy.client()) {
                client.send(KEPT + KEPT);
                assertThat(client.readResponse()).endsWith("ok");
                assertThat(client.readResponse()).endsWith("ok");
            }
            assertThat(talkative.connections()).isEqualTo(2);
        }
    }

    @Test
    void resetsTheBackendIfTheClientLeaves() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (RawBackend silent = new RawBackend((connection, _) -> {
            connection.readHead();
            asked.countDown();
            connection.readAll();
            left.countDown();
        })) {
            route(Timeouts.NONE, silent.port());
            try (Socket client = proxy.client().send(KEPT).socket) {
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                client.close();
            }
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void answersEarlyIfTheBackendDoes() throws Exception {
        try (RawBackend early = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
        })) {
            route(Timeouts.NONE, early.port());
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
                assertThat(client.readResponse())
                        .startsWith("HTTP/1.1 413 Too Large")
                        .endsWith("big");
                // What is left of the body is read and forgotten, and the connection goes on.
                assertThat(client.send("world" + KEPT).readResponse()).startsWith("HTTP/1.1 413 ");
            }
        }
    }

    @Test
    void keepsTheConnectionNoLongerThanTheBackendSays() throws Exception {
        try (RawBackend brief = new RawBackend((connection, _) -> {
            for (; ; ) {
                connection.readHead();
                connection.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
            }
        })) {
            route(Timeouts.NONE, brief.port());
            try (RawClient client = proxy.client()) {
                String response = client.send(KEPT).readResponse();
                assertThat(response.toLowerCase(Locale.ROOT)).doesNotContain("keep-alive");
            }
        }
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxySettings.Limits;
import dev.sluice.proxy.ProxySettings.Times;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, idle or too many. */
class LimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private Proxy proxy;
    private EchoBackend echo;

    private void start(ProxySettings settings) {
        proxy = new Proxy(settings);
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/", backend("one")));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private static ProxySettings times(Duration head, Duration keepAlive, Duration streamIdle) {
        return ProxySettings.defaults().with(new Times(head, keepAlive, streamIdle, LONG, LONG));
    }

    /** Sends a text byte by byte, at the pace of a slow client, until it is interrupted or the other side closes. */
    private static Thread dribble(RawClient client, String text) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (char c : text.toCharArray()) {
                    client.send(String.valueOf(c));
                    Thread.sleep(10);
                }
            } catch (IOException | InterruptedException closed) {
                // As it should be.
            }
        });
    }

    @Test
    void answers408ToAHeaderThatComesByteByByte() throws Exception {
        start(times(SHORT, LONG, LONG));
        for (String before : new String[] {"", GET}) {
            try (RawClient client = proxy.client()) {
                client.send(before);
                if (!before.isEmpty()) {
                    client.readResponse();
                }
                Thread dribbling = dribble(client, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(10_000));
                assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
                dribbling.interrupt();
                dribbling.join();
            }
        }
    }

    @Test
    void closesAConnectionThatBeginsAPrefaceAndStops() throws Exception {
        start(times(SHORT, LONG, LONG));
        try (RawClient client = proxy.client().send("PRI * HTTP/2.0\r\n")) {
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closesIdleConnections() throws Exception {
        start(times(LONG, SHORT, LONG));
        try (RawClient silent = proxy.client();
                RawClient client = proxy.client()) {
            client.send(GET).readResponse();
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            assertThat(silent.socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void answers504IfNothingMoves() throws Exception {
        start(times(LONG, LONG, SHORT));
        try (RawBackend silent = new RawBackend((connection, _) -> connection.readAll())) {
            proxy.endpoint("one", silent.port());
            assertThat(proxy.client().send(GET).readHead()).startsWith("HTTP/1.1 504 ");
        }
    }

    @Test
    void cutsABodyThatStops() throws Exception {
        start(times(LONG, LONG, SHORT));
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void neverTakesALivelyStreamForIdle() throws Exception {
        start(times(LONG, LONG, SHORT));
        try (RawBackend lively = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
            for (int i = 0; i < 30; i++) {
                Thread.sleep(50);
                connection.send("x");
            }
            connection.readAll();
        })) {
            proxy.endpoint("one", lively.port());
            assertThat(proxy.client().send(GET).readResponse()).endsWith("x".repeat(30));
        }
    }

    @Test
    void closesConnectionsBeyondTheLimit() throws Exception {
        start(ProxySettings.defaults().with(new Limits(65_536, 200, 16_384, 2, 100, 100, 400, 0)));
        try (RawClient one = proxy.client();
                RawClient two = proxy.client()) {
            one.send(GET).readResponse();
            two.send(GET).readResponse();
            try (RawClient three = proxy.client()) {
                assertThat(three.socket.getInputStream().read()).isEqualTo(-1);
            }
            one.close();
            Eventually.holds(() -> proxy.plane.connections() == 1);
            try (RawClient four = proxy.client()) {
                assertThat(four.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void keepsToItsOwnLimits() throws Exception {
        start(ProxySettings.defaults().with(new Limits(1_000, 5, 100, 100, 100, 100, 400, 0)));
        assertThat(proxy.exchange("GET /" + "x".repeat(100) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(1_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + "X: x\r\n".repeat(5) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(echo.seen()).isEmpty();
    }

    @Test
    void answers408ToABodyThatComesByteByByte() throws Exception {
        Times times = new Times(SHORT, LONG, LONG, LONG, LONG);
        start(ProxySettings.defaults().with(times).with(new Limits(65_536, 200, 16_384, 100, 100, 100, 400, 1_000)));
        try (RawClient client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
            Thread dribbling = dribble(client, "x".repeat(100_000));
            assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
            dribbling.interrupt();
            dribbling.join();
        }
    }

    @Test
    void refusesConnectionsBeyondTheLimitOfAllSockets() throws Exception {
        start(ProxySettings.defaults().with(new Limits(65_536, 200, 16_384, 100, 2, 100, 400, 0)));
        try (RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            first.send(GET).readResponse();
            second.send(GET).readResponse();
            try (RawClient third = proxy.client()) {
                assertThat(third.socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(first.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
        }
    }
}

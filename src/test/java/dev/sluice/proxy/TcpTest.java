package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.StreamListener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of a TCP listener. */
class TcpTest {
    private static final Backend.Service ONE = new Backend.Service(Tables.key("one"), Backend.Protocol.TCP);
    private static final Backend.Service TWO = new Backend.Service(Tables.key("two"), Backend.Protocol.TCP);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBackendMaySpeakFirst(boolean nativeTransport) throws IOException {
        try (var backend = new RawBackend((connection, _) -> {
                    connection.send("220 ready\n");
                    connection.send("heard " + connection.readUntil("\n"));
                });
                Proxy proxy = new Proxy(ProxySettings.defaults(), nativeTransport).endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            try (RawClient client = proxy.client()) {
                assertThat(client.readUntil("\n")).isEqualTo("220 ready\n");
                client.send("hello\n");
                assertThat(client.readAll()).isEqualTo("heard hello\n");
            }
            StreamSummary summary = proxy.recorder.awaitStreams(1).getFirst();
            assertThat(summary.received()).isEqualTo(6);
            assertThat(summary.sent()).isEqualTo(22);
            assertThat(summary.error()).isNull();
            assertThat(summary.rule()).hasToString("TCPRoute/default/test/0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachSideMayEndItsDirectionFirst(boolean nativeTransport) throws Exception {
        byte[] data = new byte[3_000_000];
        try (var backend = new RawBackend((connection, number) -> {
                    if (number == 1) {
                        int read = connection.socket.getInputStream().readAllBytes().length;
                        connection.send("read " + read);
                    } else {
                        connection.send("nothing more from me");
                        connection.socket.shutdownOutput();
                        connection.socket.getInputStream().readAllBytes();
                    }
                });
                Proxy proxy = new Proxy(ProxySettings.defaults(), nativeTransport).endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            try (RawClient client = proxy.client()) {
                client.socket.getOutputStream().write(data);
                client.socket.shutdownOutput();
                assertThat(client.readAll()).isEqualTo("read 3000000");
            }
            try (RawClient client = proxy.client()) {
                assertThat(client.readAll()).isEqualTo("nothing more from me");
                client.socket.getOutputStream().write(data);
                client.socket.shutdownOutput();
            }
            assertThat(proxy.recorder.awaitStreams(2).get(1).received()).isEqualTo(data.length);
        }
    }

    @Test
    void aClientThatEndsBeforeTheEndpointAnsweredIsHeard() throws IOException {
        try (var backend = new RawBackend((connection, _) -> connection.send(
                        "read " + connection.socket.getInputStream().readAllBytes().length));
                Proxy proxy = new Proxy().endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            for (int i = 0; i < 50; i++) {
                try (RawClient client = proxy.client()) {
                    client.send("abc");
                    client.socket.shutdownOutput();
                    assertThat(client.readAll()).isEqualTo("read 3");
                }
            }
        }
    }

    @Test
    void withoutAnywhereToGoAConnectionIsReset() throws IOException {
        try (Proxy proxy = new Proxy().endpoint("one")) {
            PortBinding without = new PortBinding(
                    Tables.socket(proxy.port),
                    "default/gateway",
                    80,
                    new PortRoutes.Tcp(new StreamListener("tcp", null)));
            for (PortBinding binding : new PortBinding[] {
                without,
                Tables.tcp(proxy.port),
                Tables.tcp(proxy.port, Tables.weighted(0, ONE)),
                Tables.tcp(proxy.port, Tables.weighted(1, new Backend.Invalid("gone"))),
                Tables.tcp(proxy.port, Tables.weighted(1, ONE))
            }) {
                proxy.serve(binding);
                assertReset(proxy);
            }
            assertThat(proxy.recorder.awaitStreams(5).stream().map(StreamSummary::error))
                    .containsExactly(
                            ProxyError.Downstream.NO_ROUTE,
                            ProxyError.Internal.INVALID_BACKEND,
                            ProxyError.Internal.INVALID_BACKEND,
                            ProxyError.Internal.INVALID_BACKEND,
                            ProxyError.Upstream.NO_ENDPOINTS);
        }
    }

    private static void assertReset(Proxy proxy) {
        assertThatThrownBy(() -> {
                    try (RawClient client = proxy.client()) {
                        client.readUntil("\n");
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void anEndpointThatRefusesIsPassedOver() throws IOException {
        try (var backend = new RawBackend((connection, _) -> connection.send("here"));
                Proxy proxy = new Proxy().endpoint("one", Ports.free(), backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            for (int i = 0; i < 20; i++) {
                try (RawClient client = proxy.client()) {
                    assertThat(client.readAll()).isEqualTo("here");
                }
            }
            proxy.endpoint("one", Ports.free());
            assertReset(proxy);
            assertThat(proxy.recorder.awaitStreams(21).stream().map(StreamSummary::error))
                    .containsOnlyOnce(ProxyError.Upstream.CONNECT_REFUSED);
        }
    }

    @Test
    void sharesAreByWeightAndInvalidBackendsKeepTheirs() throws IOException {
        AtomicInteger one = new AtomicInteger();
        AtomicInteger two = new AtomicInteger();
        int refused = 0;
        try (var first = new RawBackend((_, _) -> one.incrementAndGet());
                var second = new RawBackend((_, _) -> two.incrementAndGet());
                Proxy proxy = new Proxy().endpoint("one", first.port()).endpoint("two", second.port())) {
            proxy.serve(Tables.tcp(
                    proxy.port,
                    Tables.weighted(1, ONE),
                    Tables.weighted(2, TWO),
                    Tables.weighted(1, new Backend.Invalid("gone"))));
            for (int i = 0; i < 400; i++) {
                try (RawClient client = proxy.client()) {
                    client.readAll();
                } catch (SocketException reset) {
                    refused++;
                }
            }
        }
        assertThat(one.get()).isBetween(50, 150);
        assertThat(two.get()).isBetween(140, 260);
        assertThat(refused).isBetween(50, 150);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neitherSideIsReadFasterThanTheOtherReads(boolean toClient) throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        try (var backend = new RawBackend((connection, _) -> {
                    if (toClient) {
                        flood(connection, written);
                    } else {
                        done.await();
                    }
                });
                Proxy proxy = new Proxy().endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            try (RawClient client = proxy.client()) {
                if (!toClient) {
                    Thread.ofVirtual().start(() -> flood(client, written));
                }
                Plateau.reached(written);
                // Only the kernel's buffers and what may be under way within the proxy.
                assertThat(written.get()).isLessThan(40_000_000);
            }
            done.countDown();
        }
    }

    private static void flood(RawClient connection, AtomicLong written) {
        byte[] block = new byte[65_536];
        try {
            OutputStream out = connection.socket.getOutputStream();
            for (int i = 0; i < 10_000; i++) {
                out.write(block);
                written.addAndGet(block.length);
            }
        } catch (IOException over) {
            // The other side has gone.
        }
    }

    @Test
    void aBreakIsNotTakenForTheEnd() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        try (var backend = new RawBackend((connection, number) -> {
                    if (number == 1) {
                        connection.readUntil("?");
                        connection.send("half a sentence");
                        connection.socket.setSoLinger(true, 0);
                    } else {
                        try {
                            connection.socket.getInputStream().readAllBytes();
                        } catch (SocketException reset) {
                            broken.countDown();
                        }
                    }
                });
                Proxy proxy = new Proxy().endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            assertThatThrownBy(() -> {
                        try (RawClient client = proxy.client()) {
                            client.send("?").readAll();
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(proxy.recorder.awaitStreams(1).getFirst().error()).isEqualTo(ProxyError.Upstream.DISCONNECTED);
            RawClient client = proxy.client();
            client.send("half a sentence");
            Eventually.holds(() -> backend.connections() == 2);
            client.socket.setSoLinger(true, 0);
            client.close();
            assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsEnded() throws IOException {
        ProxySettings.Times times = ProxySettings.Times.defaults();
        ProxySettings settings = ProxySettings.defaults()
                .with(new ProxySettings.Times(
                        times.head(),
                        Duration.ofMillis(40),
                        times.streamIdle(),
                        Duration.ofMillis(300),
                        times.drain()));
        try (var backend = new RawBackend((connection, _) -> connection.readUntil("end"));
                Proxy proxy = new Proxy(settings).endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            try (RawClient client = proxy.client()) {
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
            }
            assertThat(proxy.recorder.awaitStreams(1).getFirst().error()).isEqualTo(ProxyError.Upstream.IDLE_TIMEOUT);
        }
    }

    @Test
    void connectionsOutliveTablesButNotTheirListener() throws IOException {
        ProxySettings settings = drainingIn(Duration.ofMillis(200));
        try (var backend = new RawBackend((connection, _) -> {
                    while (true) {
                        connection.send("heard " + connection.readUntil("\n"));
                    }
                });
                Proxy proxy = new Proxy(settings).endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            int other = Ports.free();
            try (RawClient client = proxy.client()) {
                client.send("1\n");
                assertThat(client.readUntil("\n")).isEqualTo("heard 1\n");
                proxy.serve(Tables.tcp(proxy.port));
                client.send("2\n");
                assertThat(client.readUntil("\n")).isEqualTo("heard 2\n");
                proxy.serve(Tables.tcp(other, Tables.weighted(1, ONE)));
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
            }
            try (RawClient client = new RawClient(other)) {
                client.send("3\n");
                assertThat(client.readUntil("\n")).isEqualTo("heard 3\n");
                // The socket stays, but for another listener.
                proxy.serve(Tables.binding(other, new Candidate[0]));
                assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
            }
            assertThat(proxy.recorder.awaitStreams(2).stream().map(StreamSummary::error))
                    .containsOnly(ProxyError.Internal.STOPPED);
        }
    }

    private static ProxySettings drainingIn(Duration limit) {
        ProxySettings.Times times = ProxySettings.Times.defaults();
        return ProxySettings.defaults()
                .with(new ProxySettings.Times(
                        times.head(), Duration.ofMillis(100), times.streamIdle(), times.tunnelIdle(), limit));
    }

    @Test
    void connectionsAreLimitedAndCountedUntilTheyEnd() throws IOException {
        ProxySettings.Limits limits = ProxySettings.Limits.defaults();
        ProxySettings settings = ProxySettings.defaults()
                .with(new ProxySettings.Limits(
                        limits.headerBytes(),
                        limits.headers(),
                        limits.requestLineBytes(),
                        2,
                        limits.connections(),
                        limits.concurrentStreams(),
                        limits.resetsPerWindow(),
                        limits.bodyBytesPerSecond()));
        try (var backend = new RawBackend((connection, _) -> {
                    connection.send("hello\n");
                    connection.socket.getInputStream().readAllBytes();
                });
                Proxy proxy = new Proxy(settings).endpoint("one", backend.port())) {
            proxy.serve(Tables.tcp(proxy.port, Tables.weighted(1, ONE)));
            try (RawClient first = proxy.client();
                    RawClient second = proxy.client()) {
                first.readUntil("\n");
                second.readUntil("\n");
                try (RawClient third = proxy.client()) {
                    assertThat(ended(third)).isTrue();
                }
            }
            LongSupplier open = proxy.plane::connections;
            Eventually.holds(() -> open.getAsLong() == 0);
            try (RawClient next = proxy.client()) {
                assertThat(next.readUntil("\n")).isEqualTo("hello\n");
            }
        }
    }

    private static boolean ended(RawClient client) {
        try {
            return client.readAll().isEmpty();
        } catch (IOException reset) {
            return true;
        }
    }
}

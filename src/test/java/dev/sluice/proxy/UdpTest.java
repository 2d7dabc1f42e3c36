package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows of a UDP listener. */
class UdpTest {
    private static final Backend.Service ONE = service("one");
    private static final Backend.Service TWO = service("two");

    private static Backend.Service service(String name) {
        return new Backend.Service(new EndpointKey("default", name, 53, SocketKey.Transport.UDP), Backend.Protocol.UDP);
    }

    private static Proxy endpoint(Proxy proxy, Backend.Service service, int... ports) {
        proxy.endpoints.replace(
                service.endpoints(),
                Arrays.stream(ports)
                        .mapToObj(port -> new Endpoint("127.0.0.1", port))
                        .toList());
        return proxy;
    }

    private static ProxySettings with(int flows, Duration idle) {
        return ProxySettings.defaults().with(new ProxySettings.Datagrams(flows, idle));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flowsKeepApartAndDatagramsStayWhole(boolean nativeTransport) throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(ProxySettings.defaults(), nativeTransport), ONE, backend.port())) {
            assertThat(proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)))
                            .failures())
                    .isEmpty();
            List<DatagramClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(new DatagramClient(proxy.port));
            }
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    String question = "client " + i + " round " + round;
                    assertThat(clients.get(i).ask(question)).isEqualTo(question);
                }
            }
            assertThat(backend.clients).hasSize(20);
            for (int size : new int[] {1, 1_472, 9_000, 60_000}) {
                byte[] content = new byte[size];
                Arrays.fill(content, (byte) size);
                clients.getFirst().send(content);
                assertThat(clients.getFirst().receive(10_000)).isEqualTo(content);
            }
            clients.forEach(DatagramClient::close);
        }
    }

    /** A connected socket takes no reply from another address than the one that it sent to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void repliesComeFromTheAddressThatWasAsked(boolean nativeTransport) throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(ProxySettings.defaults(), nativeTransport), ONE, backend.port())) {
            proxy.serve(
                    Tables.udp("127.0.0.2", proxy.port, Tables.weighted(1, ONE)),
                    Tables.udp("127.0.0.3", proxy.port, Tables.weighted(1, ONE)));
            for (String address : List.of("127.0.0.2", "127.0.0.3")) {
                try (var client = new DatagramClient(address, proxy.port)) {
                    assertThat(client.ask(address)).isEqualTo(address);
                }
            }
        }
    }

    @Test
    void onAllAddressesEachOfTheMachineIsServed() throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(), ONE, backend.port())) {
            assertThat(proxy.serve(Tables.udp("0.0.0.0", proxy.port, Tables.weighted(1, ONE)))
                            .failures())
                    .isEmpty();
            for (InetAddress address : LocalAddresses.now()) {
                if (address.isLoopbackAddress() || address.equals(InetAddress.getLocalHost())) {
                    try (var client = new DatagramClient(address.getHostAddress(), proxy.port)) {
                        assertThat(client.ask("hello")).isEqualTo("hello");
                    }
                }
            }
        }
    }

    @Test
    void ipv6IsAmongAllAddressesWhereTheMachineHasIt() throws IOException {
        assumeTrue(LocalAddresses.now().contains(InetAddress.getByName("::1")), "the machine has IPv6");
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(), ONE, backend.port())) {
            proxy.serve(Tables.udp("0.0.0.0", proxy.port, Tables.weighted(1, ONE)));
            try (var client = new DatagramClient("::1", proxy.port)) {
                assertThat(client.ask("six")).isEqualTo("six");
            }
        }
    }

    @Test
    void eachFlowIsDrawnByWeightAndInvalidBackendsKeepTheirShare() throws IOException {
        Map<String, Integer> answers = new HashMap<>();
        try (var first = new DatagramBackend("one ", true);
                var second = new DatagramBackend("two ", true);
                Proxy proxy = endpoint(endpoint(new Proxy(), ONE, first.port()), TWO, second.port())) {
            proxy.serve(Tables.udp(
                    proxy.port,
                    Tables.weighted(1, ONE),
                    Tables.weighted(2, TWO),
                    Tables.weighted(0, service("never")),
                    Tables.weighted(1, new Backend.Invalid("gone"))));
            List<DatagramClient> clients = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                DatagramClient client = new DatagramClient(proxy.port);
                client.send(new byte[] {'1'});
                clients.add(client);
                if (i % 50 == 49) {
                    Eventually.holds(() -> first.received.get() + second.received.get() > clients.size() / 2);
                }
            }
            for (DatagramClient client : clients) {
                byte[] answer = client.receive(answers.size() < 2 ? 5_000 : 50);
                answers.merge(answer == null ? "nothing" : new String(answer), 1, Integer::sum);
                // It stays with what was drawn.
                if (answer != null) {
                    assertThat(client.ask("1")).isEqualTo(new String(answer));
                }
                client.close();
            }
        }
        assertThat(answers.get("one 1")).isBetween(50, 150);
        assertThat(answers.get("two 1")).isBetween(140, 260);
        assertThat(answers.get("nothing")).isBetween(50, 150);
    }

    @Test
    void aSilentFlowIsForgotten() throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(with(100, Duration.ofMillis(100))), ONE, backend.port())) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            try (var client = new DatagramClient(proxy.port)) {
                client.ask("1");
                StreamSummary summary = proxy.recorder.awaitStreams(1).getFirst();
                assertThat(summary.error()).isNull();
                assertThat(summary.received()).isEqualTo(summary.sent()).isPositive();
                assertThat(client.ask("2")).isEqualTo("2");
            }
            Eventually.holds(() -> backend.clients.size() >= 2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFloodIsBoundedAndHarmsNobodyWhoIsThere(boolean nativeTransport) throws IOException {
        int limit = 50;
        try (var backend = new DatagramBackend("", true);
                Proxy proxy =
                        endpoint(new Proxy(with(limit, Duration.ofMinutes(5)), nativeTransport), ONE, backend.port());
                var honest = new DatagramClient(proxy.port)) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            honest.ask("1");
            honest.ask("2");
            int before = backend.clients.size();
            assertThat(before).isEqualTo(1);
            int flows = 5_000;
            for (int i = 0; i < flows; i++) {
                try (var stranger = new DatagramClient(proxy.port)) {
                    stranger.send(new byte[] {'x'});
                }
                if (i % 500 == 0) {
                    assertThat(proxy.plane.flows()).isLessThanOrEqualTo(limit);
                }
            }
            assertThat(honest.ask("3")).isEqualTo("3");
            assertThat(proxy.plane.flows()).isLessThanOrEqualTo(limit);
            assertThat(proxy.recorder.streams)
                    .isNotEmpty()
                    .allMatch(stream -> stream.error() == ProxyError.Internal.OVERLOADED);
            assertThat(proxy.recorder.bugs).isEmpty();
        }
    }

    @Test
    void aFloodOfOnePortStarvesNoOther() throws IOException {
        int limit = 200;
        int flood = 100_000;
        int quiet = Ports.free();
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(with(limit, Duration.ofMinutes(5))), ONE, backend.port())) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)), Tables.udp(quiet, Tables.weighted(1, ONE)));
            for (int sent = 1; sent <= flood; sent++) {
                try (var stranger = new DatagramClient(proxy.port)) {
                    stranger.send(new byte[] {'x'});
                }
                if (sent % 100 == 0) {
                    int begun = sent;
                    Eventually.holds(() -> proxy.recorder.streamsOver.sum() + proxy.plane.flows() >= begun / 2);
                }
                if (sent % 2_000 == 0) {
                    try (var client = new DatagramClient(quiet)) {
                        assertThat(client.ask("1")).isEqualTo("1");
                    }
                    assertThat(proxy.plane.flows()).isLessThanOrEqualTo(limit + limit / 2);
                }
            }
            assertThat(proxy.recorder.bugs).isEmpty();
        }
    }

    @Test
    void aPortThatHasLessThanItsShareTakesItFromWhoHasMore() throws IOException {
        int quiet = Ports.free();
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(with(4, Duration.ofMinutes(5))), ONE, backend.port())) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)), Tables.udp(quiet, Tables.weighted(1, ONE)));
            List<DatagramClient> clients = new ArrayList<>();
            for (int port : new int[] {proxy.port, proxy.port, proxy.port, proxy.port, quiet, quiet, quiet}) {
                DatagramClient client = new DatagramClient(port);
                clients.add(client);
                if (clients.size() < 7) {
                    assertThat(client.ask("1")).isEqualTo("1");
                    assertThat(client.ask("2")).isEqualTo("2");
                } else {
                    // Two of four are its share, and both are in use.
                    client.send(new byte[] {'x'});
                    assertThat(client.receive(100)).isNull();
                }
            }
            Eventually.holds(() -> proxy.plane.flows() == 4);
            assertThat(proxy.recorder.awaitStreams(2))
                    .hasSize(2)
                    .allMatch(stream -> stream.socket().port() == proxy.port);
            clients.forEach(DatagramClient::close);
        }
    }

    @Test
    void aFlowGoesOnWhileTheProxyDrains() throws Exception {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(with(10, Duration.ofSeconds(2))), ONE, backend.port());
                var client = new DatagramClient(proxy.port)) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            assertThat(client.ask("1")).isEqualTo("1");
            var drained =
                    proxy.plane.drain(Duration.ZERO, Duration.ofMinutes(5)).toCompletableFuture();
            for (int i = 0; i < 20; i++) {
                assertThat(client.ask("more " + i)).isEqualTo("more " + i);
            }
            assertThat(backend.clients).hasSize(1);
            assertThat(drained).isNotDone();
            // Silent for long enough, it is over, and so is the drain.
            drained.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutRoomThatCouldBeMadeANewFlowIsRefused() throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(with(2, Duration.ofMinutes(5))), ONE, backend.port());
                var first = new DatagramClient(proxy.port);
                var second = new DatagramClient(proxy.port);
                var third = new DatagramClient(proxy.port)) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            for (DatagramClient client : List.of(first, second)) {
                client.ask("1");
                client.ask("2");
            }
            third.send(new byte[] {'x'});
            assertThat(first.ask("3")).isEqualTo("3");
            assertThat(second.ask("3")).isEqualTo("3");
            assertThat(third.receive(100)).isNull();
            assertThat(proxy.plane.flows()).isEqualTo(2);
        }
    }

    @Test
    void aFlowLeavesAnEndpointWhereNobodyListens() throws IOException {
        try (var backend = new DatagramBackend("here ", true);
                Proxy proxy = endpoint(new Proxy(), ONE, Ports.free(), backend.port())) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            for (int i = 0; i < 10; i++) {
                try (var client = new DatagramClient(proxy.port)) {
                    assertThat(client.ask("1")).isEqualTo("here 1");
                }
            }
        }
    }

    @Test
    void aChangedRouteCountsForFlowsThatThereAre() throws IOException {
        try (var first = new DatagramBackend("one ", true);
                var second = new DatagramBackend("two ", true);
                Proxy proxy = endpoint(endpoint(new Proxy(), ONE, first.port()), TWO, second.port());
                var client = new DatagramClient(proxy.port)) {
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            assertThat(client.ask("1")).isEqualTo("one 1");
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)));
            assertThat(client.ask("1")).isEqualTo("one 1");
            assertThat(first.clients).hasSize(1);
            proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, TWO)));
            assertThat(client.ask("1")).isEqualTo("two 1");
            proxy.serve(new PortBinding(
                    new SocketKey(SocketKey.Transport.UDP, "127.0.0.1", proxy.port),
                    "default/gateway",
                    proxy.port,
                    new PortRoutes.Udp(new StreamListener("udp", null))));
            client.send(new byte[] {'x'});
            assertThat(client.receive(100)).isNull();
            proxy.serve();
            Eventually.holds(() -> proxy.plane.flows() == 0 && isFree(proxy.port));
        }
    }

    @Test
    void anAddressInUseIsReportedAndTriedAgain() throws IOException {
        try (var backend = new DatagramBackend("", true);
                Proxy proxy = endpoint(new Proxy(), ONE, backend.port())) {
            try (var _ = new DatagramSocket(proxy.port, InetAddress.getLoopbackAddress())) {
                assertThat(proxy.serve(Tables.udp(proxy.port, Tables.weighted(1, ONE)))
                                .failures())
                        .containsExactly(Map.entry(
                                new SocketKey(SocketKey.Transport.UDP, "127.0.0.1", proxy.port),
                                "address already in use"));
            }
            try (var client = new DatagramClient(proxy.port)) {
                Eventually.holds(() -> !isFree(proxy.port));
                assertThat(client.ask("1")).isEqualTo("1");
            }
        }
    }

    @Test
    void bothTransportsShareANumber() throws IOException {
        try (var datagrams = new DatagramBackend("udp ", true);
                var connections = new RawBackend((connection, _) -> connection.send("tcp"));
                Proxy proxy = endpoint(new Proxy(), ONE, datagrams.port()).endpoint("one", connections.port())) {
            proxy.serve(
                    Tables.udp(proxy.port, Tables.weighted(1, ONE)),
                    Tables.tcp(
                            proxy.port,
                            Tables.weighted(1, new Backend.Service(Tables.key("one"), Backend.Protocol.TCP))));
            try (var client = new DatagramClient(proxy.port);
                    RawClient other = proxy.client()) {
                assertThat(client.ask("1")).isEqualTo("udp 1");
                assertThat(other.readAll()).isEqualTo("tcp");
            }
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}

package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.proxy.Eventually;
import dev.sluice.proxy.Ports;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program has the ports of a TCP and a UDP listener: the status says so until it gives them back. */
class TakenPortTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "default", "gateway");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private RunningStandalone running;

    private void write(int http, int tcp, int udp, int backend, int datagramBackend) throws IOException {
        Files.writeString(
                directory.resolve("all.yaml"),
                ExampleFiles.gateway(http, backend)
                                .replace(
                                        "protocol: HTTP}]",
                                        "protocol: HTTP}, %s, %s]"
                                                .formatted(
                                                        "{name: tcp, port: " + tcp + ", protocol: TCP}",
                                                        "{name: udp, port: " + udp + ", protocol: UDP}"))
                        + "---\n"
                        + ExampleFiles.route("route", "example.com", 1)
                        + """
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: TCPRoute
                metadata: {name: tcp}
                spec:
                  parentRefs: [{name: gateway}]
                  rules: [{backendRefs: [{name: backend, port: 80}]}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: UDPRoute
                metadata: {name: udp}
                spec:
                  parentRefs: [{name: gateway}]
                  rules: [{backendRefs: [{name: datagrams, port: 53}]}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: datagrams}
                spec: {ports: [{port: 53, protocol: UDP}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: datagrams-1, labels: {kubernetes.io/service-name: datagrams}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1]}]
                ports: [{port: %d, protocol: UDP}]
                """.formatted(datagramBackend));
    }

    @Test
    void isSaidInTheStatusAndTriedAgainWhileOthersGoOn() throws Exception {
        HttpServer backend = ServedDirectory.backend();
        int http = Ports.free();
        try (ServerSocket takenTcp = new ServerSocket(0, 1, LOOPBACK);
                DatagramSocket takenUdp = new DatagramSocket(0, LOOPBACK);
                DatagramSocket datagrams = new DatagramSocket(0, LOOPBACK)) {
            int tcp = takenTcp.getLocalPort();
            int udp = takenUdp.getLocalPort();
            Thread.ofVirtual().start(() -> echo(datagrams));
            write(http, tcp, udp, backend.getAddress().getPort(), datagrams.getLocalPort());
            running = new RunningStandalone(directory, _ -> {});
            try (RunningStandalone _ = running) {
                awaitNotProgrammed(Set.of("tcp", "udp"), List.of(tcp, udp));
                try (KeptConnection client = new KeptConnection(http)) {
                    assertThat(client.ask()).isEqualTo(1);

                    takenUdp.close();
                    awaitNotProgrammed(Set.of("tcp"), List.of(tcp));
                    assertThat(answerByDatagram(udp)).isEqualTo("hello");
                    assertThat(client.ask()).isEqualTo(1);

                    takenTcp.close();
                    awaitProgrammed();
                    assertThat(answerByTcp(tcp)).startsWith("HTTP/1.1 200 ").endsWith("backend");
                    assertThat(client.ask()).as("on the same connection").isEqualTo(1);
                }
            }
        } finally {
            backend.stop(0);
        }
    }

    private void awaitNotProgrammed(Set<String> listeners, List<Integer> ports) {
        GatewayStatus status = awaitUnprogrammedListeners(listeners);
        Condition programmed = condition(status.conditions());
        assertThat(programmed.isTrue()).isFalse();
        assertThat(programmed.reason()).isEqualTo(Reason.PORT_UNAVAILABLE);
        assertThat(ports)
                .allSatisfy(port -> assertThat(programmed.message())
                        .containsPattern("port " + port + " cannot be opened \\(.*\\): address already in use"));
        assertThat(status.listeners())
                .filteredOn(listener -> listeners.contains(listener.name()))
                .allSatisfy(listener ->
                        assertThat(condition(listener.conditions()).reason()).isEqualTo(Reason.PORT_UNAVAILABLE));
    }

    private void awaitProgrammed() {
        assertThat(condition(awaitUnprogrammedListeners(Set.of()).conditions()).isTrue())
                .isTrue();
    }

    private GatewayStatus awaitUnprogrammedListeners(Set<String> expected) {
        return Eventually.present(
                PATIENCE,
                () -> "not programmed: %s, expected %s".formatted(status().map(TakenPortTest::unprogrammed), expected),
                () -> status().filter(status -> expected.equals(unprogrammed(status))));
    }

    private Optional<GatewayStatus> status() {
        return Optional.ofNullable(running.board.state().statuses().gateways().get(GATEWAY))
                .map(gateway -> gateway.status());
    }

    private static Set<String> unprogrammed(GatewayStatus status) {
        return status.listeners().stream()
                .filter(listener -> !condition(listener.conditions()).isTrue())
                .map(listener -> listener.name())
                .collect(Collectors.toSet());
    }

    private static Condition condition(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(Condition.PROGRAMMED))
                .findFirst()
                .orElseThrow();
    }

    private static String answerByTcp(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String answerByDatagram(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            socket.setSoTimeout(20_000);
            byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(text, text.length, new InetSocketAddress(LOOPBACK, port)));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        }
    }

    private static void echo(DatagramSocket socket) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }
}

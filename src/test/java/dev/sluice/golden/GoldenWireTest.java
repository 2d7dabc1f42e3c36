package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.proxy.DataPlane;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.SocketKey;
import io.fabric8.kubernetes.api.model.Service;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sends the requests of every golden case through a real data plane on loopback, to backends that answer with their
 * names. Weights are not looked at: the table's draw has its own tests.
 */
class GoldenWireTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final EndpointDirectory ENDPOINTS = new EndpointDirectory();
    private static final DataPlane PLANE =
            new DataPlane(VERTX, ENDPOINTS, ProxySettings.defaults(), ProxyObserver.NONE);
    private static final Map<String, NamedBackend> BACKENDS = new HashMap<>();
    private static long generation;

    @AfterAll
    static void stop() {
        PLANE.drain(Duration.ZERO).toCompletableFuture().join();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCase.all().stream()
                .filter(golden -> !golden.exchanges().isEmpty())
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }

    private static void check(GoldenCase golden) throws Exception {
        Compilation compilation = golden.compile();
        serveBackends(golden);
        Map<PortBinding, Integer> sockets = serve(compilation.table());
        for (GoldenCase.GoldenExchange exchange : golden.exchanges()) {
            GoldenRequest request = exchange.request();
            WireAnswer answer = sockets.entrySet().stream()
                    .filter(entry -> takes(entry.getKey(), request))
                    .findFirst()
                    .map(entry -> WireAnswer.to(entry.getKey(), entry.getValue(), request))
                    .orElse(WireAnswer.REFUSED);
            compare(request, exchange.expectation(), answer);
        }
    }

    private static boolean takes(PortBinding port, GoldenRequest request) {
        return port.listenerPort() == request.port()
                && (request.gateway() == null || request.gateway().equals(port.gateway()));
    }

    private static void compare(GoldenRequest request, GoldenExpectation expected, WireAnswer answer) {
        if (expected.hasStatus()) {
            assertThat(answer.status()).as("status of %s", request).isEqualTo(expected.status());
        }
        if (answer.status() == 200) {
            assertThat(expected.backends()).as("backends of %s", request).containsKey(answer.backend());
        }
        expected.forwarded()
                .forEach((part, value) -> assertThat(answer.forwarded(part))
                        .as("%s as the backend sees it, of %s", part, request)
                        .isEqualTo(value));
        expected.response()
                .forEach((name, value) -> assertThat(answer.header(name))
                        .as("%s in the response to %s", name, request)
                        .isEqualTo(value));
    }

    private static void serveBackends(GoldenCase golden) {
        ReadyEndpoints.ofAll(golden.snapshot()).forEach((key, ready) -> {
            NamedBackend backend = BACKENDS.computeIfAbsent(
                    key + (speaksTls(golden, key) ? " in TLS" : ""),
                    _ -> new NamedBackend(VERTX, key.toString(), speaksTls(golden, key)));
            ENDPOINTS.replace(key, ready.isEmpty() ? List.of() : List.of(new Endpoint("127.0.0.1", backend.port())));
        });
    }

    /** Whether the port's name begins with {@code tls}. */
    private static boolean speaksTls(GoldenCase golden, EndpointKey key) {
        Service service = golden.snapshot().get(Service.class, key.namespace(), key.service());
        return service.getSpec().getPorts().stream()
                .anyMatch(port -> port.getPort() == key.port()
                        && port.getName() != null
                        && port.getName().startsWith("tls"));
    }

    /** Serves a table on ports that are free. */
    private static Map<PortBinding, Integer> serve(RouteTable table) throws Exception {
        Map<PortBinding, Integer> sockets = new HashMap<>();
        List<PortBinding> moved = new ArrayList<>();
        for (PortBinding binding : table.ports()) {
            int port = freePort();
            SocketKey socket = new SocketKey(SocketKey.Transport.TCP, "127.0.0.1", port);
            moved.add(new PortBinding(
                    socket, binding.gateway(), binding.listenerPort(), binding.routes(), binding.clientCertificate()));
            sockets.put(binding, port);
        }
        var report = PLANE.serve(new RouteTable(++generation, moved, table.backendTls()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(report.failures()).isEmpty();
        return sockets;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

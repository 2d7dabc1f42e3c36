package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.proxy.DataPlane;
import dev.sluice.proxy.Ports;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.TlsListener;
import io.fabric8.kubernetes.api.model.Service;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final Map<String, Integer> BACKENDS = new HashMap<>();
    private static long generation;

    @AfterAll
    static void stop() {
        PLANE.drain(Duration.ZERO, Duration.ZERO).toCompletableFuture().join();
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
        serveBackends(golden, compilation.table());
        Map<PortBinding, Integer> sockets = serve(compilation.table());
        for (GoldenCase.GoldenExchange exchange : golden.exchanges()) {
            GoldenRequest request = exchange.request();
            WireAnswer answer = sockets.entrySet().stream()
                    .filter(entry -> request.isTo(entry.getKey()))
                    .findFirst()
                    .map(entry -> switch (request.transport()) {
                        case TCP -> WireAnswer.to(entry.getKey(), entry.getValue(), request);
                        case UDP ->
                            WireAnswer.toDatagram(
                                    entry.getValue(), exchange.expectation().status() == 0 ? 300 : 10_000);
                    })
                    .orElse(WireAnswer.REFUSED);
            compare(request, exchange.expectation(), answer);
        }
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

    private static void serveBackends(GoldenCase golden, RouteTable table) {
        Set<EndpointKey> behindPassthrough = behindPassthrough(table);
        golden.endpoints(table).forEach((key, ready) -> {
            boolean tls = behindPassthrough.contains(key) || speaksTls(golden, table, key);
            int port = BACKENDS.computeIfAbsent(
                    key + (tls ? " TLS" : ""),
                    _ -> key.transport() == SocketKey.Transport.UDP
                            ? NamedBackend.ofDatagrams(VERTX, key.toString())
                            : NamedBackend.of(VERTX, key.toString(), tls));
            ENDPOINTS.replace(key, ready.isEmpty() ? List.of() : List.of(new Endpoint("127.0.0.1", port)));
        });
    }

    /** Whether the port's name begins with {@code tls}; what is no Service speaks what it is spoken to. */
    private static boolean speaksTls(GoldenCase golden, RouteTable table, EndpointKey key) {
        Service service = golden.snapshot().get(Service.class, key.namespace(), key.service());
        if (service == null) {
            return table.services().stream()
                    .anyMatch(backend -> backend.endpoints().equals(key) && backend.tls() != null);
        }
        return service.getSpec().getPorts().stream()
                .anyMatch(port -> port.getPort() == key.port()
                        && port.getName() != null
                        && port.getName().startsWith("tls"));
    }

    /** The backends that are sent TLS as the client speaks it. */
    private static Set<EndpointKey> behindPassthrough(RouteTable table) {
        Set<EndpointKey> keys = new HashSet<>();
        for (PortBinding port : table.ports()) {
            if (port.routes() instanceof PortRoutes.Tls tls) {
                for (TlsListener listener : tls.listeners().values()) {
                    if (listener instanceof TlsListener.Passthrough passthrough) {
                        passthrough
                                .rules()
                                .values()
                                .forEach(host -> host.rule().backends().weighted().stream()
                                        .map(Backends.Weighted::backend)
                                        .filter(Backend.Service.class::isInstance)
                                        .forEach(backend -> keys.add(((Backend.Service) backend).endpoints())));
                    }
                }
            }
        }
        return keys;
    }

    /** Serves a table on ports that are free. */
    private static Map<PortBinding, Integer> serve(RouteTable table) throws Exception {
        Map<PortBinding, Integer> sockets = new HashMap<>();
        List<PortBinding> moved = new ArrayList<>();
        for (PortBinding binding : table.ports()) {
            int port = Ports.free();
            SocketKey socket = new SocketKey(binding.socket().transport(), "127.0.0.1", port);
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
}

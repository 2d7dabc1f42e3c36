package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.RouteTable;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayClassStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that takes every patch, and answers it when it is let. */
class StatusWriterTest {
    private static final int WORKERS = 2;

    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore answers = new Semaphore(0);
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private KubernetesClient client;
    private StatusWriter writer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
        writer = new StatusWriter(
                client, "sluice.dev/test", () -> true, WORKERS, InstantSource.system(), new WriteObserver() {});
    }

    @AfterEach
    void stop() {
        answers.release(100);
        writer.close();
        client.close();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        ObjectNode object = (ObjectNode) json.readTree(exchange.getRequestBody());
        arrived.release();
        answers.acquireUninterruptibly();
        ((ObjectNode) object.get("metadata")).put("resourceVersion", "20").put("generation", 1);
        byte[] body = json.writeValueAsBytes(object);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static GatewayClass gatewayClass(String name) {
        return new GatewayClassBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid("uid-" + name)
                .withGeneration(1L)
                .withResourceVersion("10")
                .endMetadata()
                .withNewSpec()
                .withControllerName("sluice.dev/test")
                .endSpec()
                .build();
    }

    private void desire(String message, GatewayClass... classes) {
        Map<ResourceKey, Generated<GatewayClassStatus>> desired = new HashMap<>();
        for (GatewayClass object : classes) {
            desired.put(
                    ResourceKey.of(object),
                    new Generated<>(
                            1,
                            new GatewayClassStatus(
                                    List.of(Condition.yes(Condition.ACCEPTED, "Accepted", message)), List.of())));
        }
        Statuses statuses = new Statuses(desired, Map.of(), Map.of(), Map.of(), Map.of());
        writer.accept(
                new Compilation(ResourceSnapshot.of(List.of()), new RouteTable(1, List.of()), statuses, List.of()),
                statuses);
    }

    private void awaitIdle() {
        Await.until("nothing is left to write", () -> writer.pending() == 0);
    }

    @Test
    void anObjectThatIsDeletedWhileItsStatusIsWrittenStaysForgotten() throws InterruptedException {
        GatewayClass object = gatewayClass("a");
        writer.changed(null, object);
        desire("first", object);
        arrived.acquire();

        writer.changed(object, null);
        answers.release(100);
        awaitIdle();
        desire("second", object);
        awaitIdle();

        assertThat(requests).hasValue(1);
    }

    @Test
    void asManyWritesAreUnderWayAsTheSettingAllows() throws InterruptedException {
        GatewayClass[] objects = {gatewayClass("a"), gatewayClass("b"), gatewayClass("c"), gatewayClass("d")};
        for (GatewayClass object : objects) {
            writer.changed(null, object);
        }
        desire("first", objects);

        arrived.acquire(WORKERS);
        assertThat(arrived.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();

        answers.release(100);
        awaitIdle();
        assertThat(requests).hasValue(objects.length);
    }
}

package dev.sluice.bench.control;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Where the scenarios run: a namespace with a Gateway of the class sluice, and two Services, blue and green, whose only
 * endpoints are servers of this process that answer with their name.
 */
final class Bed implements AutoCloseable {
    static final String NAMESPACE = "sluice-bench";
    static final String GATEWAY = "bench";
    private static final int WRITERS = 8;

    /** To delete thousands of objects at once takes an API server its time. */
    private static final int REQUEST_MILLIS = 120_000;


    final Vertx vertx = Vertx.vertx();
    final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.autoConfigure(null))
                    .withRequestTimeout(REQUEST_MILLIS)
                    .build())
            .build();
    final Requests requests;
    private final List<Integer> ports = new ArrayList<>();
    private final String machine;

    /**
     * Makes all of it and waits until the Gateway has an address.
     *
     * @param machine the IP address under which pods reach this process
     */
    Bed(String machine) {
        this.machine = machine;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        for (String name : List.of("blue", "green")) {
            ports.add(vertx.createHttpServer()
                    .requestHandler(request -> request.response().end(name))
                    .listen(0, machine)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort());
            create(service(name, "kept"));
            create(slice(name, port(name)));
        }
        create("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: %s, namespace: %s}
                spec:
                  gatewayClassName: sluice
                  allowedListeners: {namespaces: {from: Same}}
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """.formatted(GATEWAY, NAMESPACE));
        until("the Gateway has an address", () -> !addresses().isEmpty());
        requests = new Requests(vertx, addresses().getFirst());
    }

    private List<String> addresses() {
        Gateway gateway = gateway();
        return gateway.getStatus() == null || gateway.getStatus().getAddresses() == null
                ? List.of()
                : gateway.getStatus().getAddresses().stream()
                        .map(address -> address.getValue())
                        .toList();
    }

    Gateway gateway() {
        return client.resources(Gateway.class)
                .inNamespace(NAMESPACE)
                .withName(GATEWAY)
                .require();
    }

    /** The port of a server of this process. */
    int port(String name) {
        return ports.get(name.equals("blue") ? 0 : 1);
    }

    /** A Service without a selector. */
    static String service(String name) {
        return service(name, "yes");
    }

    private static String service(String name, String label) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s, labels: {bench: "%s"}}
                spec: {ports: [{name: http, port: 80}]}
                """.formatted(name, NAMESPACE, label);
    }

    /** The only EndpointSlice of a Service without a selector. */
    String slice(String service, int port) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s, namespace: %2$s, labels: {bench: "yes", kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                ports: [{name: http, port: %3$d, protocol: TCP}]
                endpoints: [{addresses: ["%4$s"], conditions: {ready: true}}]
                """.formatted(service, NAMESPACE, port, machine);
    }

    /** A route of the Gateway. */
    static String route(String name, String host, String rules) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s, namespace: %s, labels: {bench: "yes"}}
                spec:
                  parentRefs: [{name: %s}]
                  hostnames: [%s]
                  rules: %s
                """.formatted(name, NAMESPACE, GATEWAY, host, rules);
    }

    void create(String yaml) {
        client.resource(Serialization.<HasMetadata>unmarshal(yaml)).create();
    }

    /** As {@code kubectl apply --server-side --force-conflicts}. */
    void apply(String yaml) {
        client.resource(Serialization.<HasMetadata>unmarshal(yaml))
                .forceConflicts()
                .serverSideApply();
    }

    /** Creates many objects at once. */
    void create(int count, IntFunction<String> yaml) {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String object = yaml.apply(i);
                all.add(writers.submit(() -> create(object)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("cannot create " + count + " objects", failure);
        }
    }

    /** Deletes everything that a scenario made, routes first. */
    void clear() {
        for (String kind : List.of("HTTPRoute", "ListenerSet")) {
            client.genericKubernetesResources("gateway.networking.k8s.io/v1", kind)
                    .inNamespace(NAMESPACE)
                    .withLabel("bench", "yes")
                    .delete();
        }
        client.services()
                .inNamespace(NAMESPACE)
                .withLabel("bench", "yes")
                .delete();
        until("no route is attached", () -> attached() == 0);
    }

    /** The routes that the Gateway's status counts at its listener. */
    int attached() {
        return Attached.of(gateway());
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited five minutes: " + what);
            }
            pause(20);
        }
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        try {
            client.namespaces()
                    .withName(NAMESPACE)
                    .withTimeout(2, TimeUnit.MINUTES)
                    .delete();
        } finally {
            client.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}

package dev.sluice.bench.control;

import org.jspecify.annotations.Nullable;

/** Endpoints that change: how soon a change is live, and whether a backend that comes and goes costs requests. */
final class EndpointChanges {
    private static final String HOST = "endpoints.example.com";
    private static final String PODS_HOST = "pods.example.com";
    private static final int CONNECTIONS = 4;

    private EndpointChanges() {}

    static void run(Bed bed, Figures figures, int changes) {
        swaps(bed, figures, changes);
        pods(bed, figures);
        bed.clear();
    }

    private static void swaps(Bed bed, Figures figures, int changes) {
        bed.create(Bed.service("swapped"));
        bed.create(bed.slice("swapped", bed.port("blue")));
        bed.create(Bed.route("endpoints", HOST, "[{backendRefs: [{name: swapped, port: 80}]}]"));
        Bed.until("the route answers", () -> bed.requests.get(HOST, "/").code() == 200);
        double[] millis = new double[changes];
        try (Traffic<Boolean> traffic = Traffic.found(bed.requests, CONNECTIONS, HOST, "/")) {
            for (int i = 0; i < changes; i++) {
                String now = i % 2 == 0 ? "green" : "blue";
                bed.apply(bed.slice("swapped", bed.port(now)));
                long applied = System.nanoTime();
                Bed.until("an answer of " + now, () -> bed.requests.get(HOST, "/").body().equals(now));
                millis[i] = (System.nanoTime() - applied) / 1e6;
            }
            figures.addErrors("endpoints swapped: failed requests", traffic.wrong());
        }
        figures.add("endpoints swapped: from apply to the first answer of the new one, mean, ms", Probes.mean(millis), 20);
    }

    private static void pods(Bed bed, Figures figures) {
        bed.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: pods, namespace: %s}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: pods}}
                  template:
                    metadata: {labels: {app: pods}}
                    spec:
                      terminationGracePeriodSeconds: 5
                      containers:
                        - {name: nginx, image: nginx, ports: [{containerPort: 80}], \
                readinessProbe: {httpGet: {port: 80, path: /}, periodSeconds: 1}}
                """.formatted(Bed.NAMESPACE));
        bed.create("""
                apiVersion: v1
                kind: Service
                metadata: {name: pods, namespace: %s, labels: {bench: "yes"}}
                spec: {selector: {app: pods}, ports: [{port: 80}]}
                """.formatted(Bed.NAMESPACE));
        bed.create(Bed.route("pods", PODS_HOST, "[{backendRefs: [{name: pods, port: 80}]}]"));
        ready(bed, 3);
        Bed.until("the route answers", () -> bed.requests.get(PODS_HOST, "/").code() == 200);
        try (Traffic<Boolean> traffic = Traffic.found(bed.requests, CONNECTIONS, PODS_HOST, "/")) {
            for (int i = 0; i < 5; i++) {
                scale(bed, 1);
                scale(bed, 3);
            }
            figures.addErrors("pods of a backend that come and go: failed requests", traffic.wrong());
        }
        try (Traffic<Boolean> traffic = Traffic.found(bed.requests, CONNECTIONS, PODS_HOST, "/")) {
            bed.client.apps().deployments().inNamespace(Bed.NAMESPACE).withName("pods").rolling().restart();
            ready(bed, 3);
            figures.addErrors("a rolling update of a backend: failed requests", traffic.wrong());
        }
        bed.client.apps().deployments().inNamespace(Bed.NAMESPACE).withName("pods").delete();
    }

    private static void scale(Bed bed, int replicas) {
        bed.client.apps().deployments().inNamespace(Bed.NAMESPACE).withName("pods").scale(replicas);
        ready(bed, replicas);
    }

    private static void ready(Bed bed, int replicas) {
        Bed.until(replicas + " pods of the backend", () -> {
            var deployment = bed.client.apps().deployments().inNamespace(Bed.NAMESPACE).withName("pods").require();
            var status = deployment.getStatus();
            return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                    && is(status.getReplicas(), replicas)
                    && is(status.getUpdatedReplicas(), replicas)
                    && is(status.getAvailableReplicas(), replicas);
        });
    }

    private static boolean is(@Nullable Integer count, int wanted) {
        return count != null && count == wanted;
    }
}

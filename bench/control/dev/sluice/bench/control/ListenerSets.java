package dev.sluice.bench.control;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;

/** Many ListenerSets with a listener and a route each. */
final class ListenerSets {
    private ListenerSets() {}

    static void run(Bed bed, Figures figures, int sets) {
        bed.create(sets, i -> """
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: set-%1$d, namespace: %2$s, labels: {bench: "yes"}}
                spec:
                  parentRef: {name: %3$s}
                  listeners: [{name: http, port: 80, protocol: HTTP, hostname: set-%1$d.example.com}]
                """.formatted(i, Bed.NAMESPACE, Bed.GATEWAY));
        bed.create(sets, ListenerSets::route);
        long applied = System.nanoTime();
        Requests.Answer last = bed.requests.untilFound("set-" + (sets - 1) + ".example.com", "/");
        figures.add(
                sets + " ListenerSets with a route each: from the last apply to its first answer, ms",
                (System.nanoTime() - applied) / 1e6,
                1000);
        int wrong = last.code() == 200 ? 0 : 1;
        for (int i = 0; i < sets; i++) {
            wrong += bed.requests.untilFound("set-" + i + ".example.com", "/").code() == 200 ? 0 : 1;
        }
        figures.add(sets + " ListenerSets: hosts that do not answer", wrong, 0);
        Bed.until("the Gateway counts them", () -> attached(bed) == sets);
        figures.add(
                sets + " ListenerSets: from the last apply until the Gateway's status counts them, ms",
                (System.nanoTime() - applied) / 1e6);
        bed.clear();
    }

    private static String route(int i) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: set-%1$d, namespace: %2$s, labels: {bench: "yes"}}
                spec:
                  parentRefs: [{group: gateway.networking.k8s.io, kind: ListenerSet, name: set-%1$d}]
                  rules: [{backendRefs: [{name: blue, port: 80}]}]
                """.formatted(i, Bed.NAMESPACE);
    }

    private static int attached(Bed bed) {
        Gateway gateway = bed.gateway();
        Integer count = (Integer) gateway.getStatus().getAdditionalProperties().get("attachedListenerSets");
        return count == null ? 0 : count;
    }
}

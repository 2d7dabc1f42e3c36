package dev.sluice.bench.control;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many HTTPRoutes at once: when the Gateway's status counts them all, and how often it is written for that. */
final class Attached {
    private Attached() {}

    static void run(Bed bed, Figures figures, int routes) {
        AtomicInteger events = new AtomicInteger();
        AtomicLong last = new AtomicLong();
        AtomicInteger attached = new AtomicInteger();
        Watcher<Gateway> watcher = new Watcher<>() {
            @Override
            public void eventReceived(Action action, Gateway gateway) {
                if (action == Action.MODIFIED) {
                    events.incrementAndGet();
                }
                if (attached.getAndSet(of(gateway)) != of(gateway)) {
                    last.set(System.nanoTime());
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                throw new IllegalStateException(cause);
            }
        };
        try (Watch _ = bed.client
                .resources(Gateway.class)
                .inNamespace(Bed.NAMESPACE)
                .withName(Bed.GATEWAY)
                .watch(watcher)) {
            bed.create(routes, i -> Bed.service("svc-" + i));
            bed.create(
                    routes,
                    i -> Bed.route(
                            "attached-" + i,
                            "attached-" + i + ".example.com",
                            "[{matches: [{path: {value: /random}}], backendRefs: [{name: svc-" + i + ", port: 80}]}]"));
            long applied = System.nanoTime();
            Bed.until("all routes are attached", () -> attached.get() == routes);
            figures.add(
                    routes + " HTTPRoutes at once: from the last apply to attachedRoutes, ms",
                    (last.get() - applied) / 1e6,
                    1000);
            bed.clear();
            Bed.until("the status says so", () -> attached.get() == 0);
            figures.add("writes of the Gateway's status meanwhile, removal included", events.get(), 20);
        }
    }

    /** The routes at the first listener. */
    static int of(Gateway gateway) {
        return gateway.getStatus() == null
                        || gateway.getStatus().getListeners() == null
                        || gateway.getStatus().getListeners().isEmpty()
                ? 0
                : gateway.getStatus().getListeners().getFirst().getAttachedRoutes();
    }
}

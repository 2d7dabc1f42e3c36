package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayService;
import dev.sluice.resources.ResourceKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How the traffic of a Gateway moves between the shared proxy and one of its own. Both serve meanwhile. Whoever routes to
 * the Service hears of new endpoints before it loses the old ones, and these serve on for a while after they are no
 * longer among the endpoints.
 */
final class ProxyMoves {
    /** Until everybody who routes knows new endpoints, or has opened new sockets. */
    private static final long LEARNING_MILLIS = 2_000;

    /** Until nobody who routes uses endpoints any more that are gone. */
    private static final long FORGETTING_MILLIS = 5_000;

    private final LongSupplier nanos;
    private final Map<ResourceKey, Long> since = new ConcurrentHashMap<>();

    ProxyMoves(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What is to be so now.
     *
     * @param slices whether the pods of the shared proxy are among the endpoints
     * @param dedicated whether the Service says that the Gateway's own proxy serves it
     * @param againMillis when to look again; 0 for not before something changes
     */
    record Step(boolean slices, boolean dedicated, long againMillis) {}

    /** @param available whether all pods of the Gateway's own proxy take connections */
    Step step(ResourceKey key, GatewayService wanted, boolean available) {
        return switch (wanted.servedBy()) {
            case SHARED -> settled(key, new Step(true, false, 0));
            case DEDICATED -> settled(key, new Step(false, true, 0));
            case BOTH -> {
                boolean toDedicated = wanted.proxy() != null;
                if (toDedicated && !available) {
                    yield settled(key, new Step(true, false, 0));
                }
                long now = nanos.getAsLong();
                long age = TimeUnit.NANOSECONDS.toMillis(now - since.computeIfAbsent(key, _ -> now));
                if (age < LEARNING_MILLIS) {
                    yield new Step(toDedicated, !toDedicated, LEARNING_MILLIS - age + 1);
                }
                long left = LEARNING_MILLIS + FORGETTING_MILLIS - age;
                yield left > 0
                        ? new Step(!toDedicated, !toDedicated, left + 1)
                        : new Step(!toDedicated, toDedicated, 0);
            }
        };
    }

    private Step settled(ResourceKey key, Step step) {
        since.remove(key);
        return step;
    }
}

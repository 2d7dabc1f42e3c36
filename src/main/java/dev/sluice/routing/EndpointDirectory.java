package dev.sluice.routing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live endpoints of every Service port that is known. Written by whoever follows endpoints, read by the data plane
 * at each request; a change does not wait for a new table.
 */
public final class EndpointDirectory {
    private static final Endpoint[] NONE = {};

    private final Map<EndpointKey, Endpoint[]> endpoints = new ConcurrentHashMap<>();
    private final Map<Endpoint, Integer> uses = new ConcurrentHashMap<>();
    private volatile Consumer<EndpointKey> listener = _ -> {};

    /** Sets who is told of each change, after it, on the thread that brought it; must not block. */
    public void onChange(Consumer<EndpointKey> listener) {
        this.listener = listener;
    }

    /** The endpoints to choose from, empty if none is ready or the Service port is unknown. Do not modify. */
    public Endpoint[] of(EndpointKey key) {
        return endpoints.getOrDefault(key, NONE);
    }

    public synchronized void replace(EndpointKey key, Collection<Endpoint> ready) {
        Endpoint[] now = ready.toArray(NONE);
        for (Endpoint endpoint : now) {
            uses.merge(endpoint, 1, Integer::sum);
        }
        forget(endpoints.put(key, now));
        listener.accept(key);
    }

    public synchronized void remove(EndpointKey key) {
        forget(endpoints.remove(key));
        listener.accept(key);
    }

    private void forget(Endpoint @Nullable [] before) {
        if (before != null) {
            for (Endpoint endpoint : before) {
                uses.computeIfPresent(endpoint, (_, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** Whether an endpoint is ready behind some Service port. */
    public boolean isReady(Endpoint endpoint) {
        return uses.containsKey(endpoint);
    }

    /** Every Service port that is known. */
    public Set<EndpointKey> keys() {
        return Set.copyOf(endpoints.keySet());
    }

    /** A copy of everything, sorted, for display. */
    public Map<String, List<Endpoint>> snapshot() {
        Map<String, List<Endpoint>> copy = new TreeMap<>();
        endpoints.forEach((key, value) -> copy.put(key.toString(), List.of(value)));
        return copy;
    }
}

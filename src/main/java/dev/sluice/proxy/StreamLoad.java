package dev.sluice.proxy;

import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.Endpoint;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections and flows that one event loop carries, by endpoint. One that takes none has nothing to do, and would
 * be preferred for that, so an endpoint that has just failed counts as having most.
 */
final class StreamLoad implements EndpointChoice.Load {
    /** Whether TLS is spoken with it makes no difference to the work that it has. */
    private record Key(Endpoint endpoint, Protocol protocol) {}

    private final Map<Key, Integer> carried = new HashMap<>();
    private final Map<Key, Long> failures = new HashMap<>();

    @Override
    public int of(Endpoint endpoint, Protocol protocol, UpstreamTls tls) {
        Key key = new Key(endpoint, protocol);
        return failures.containsKey(key) ? Integer.MAX_VALUE : carried.getOrDefault(key, 0);
    }

    void began(Endpoint endpoint, Protocol protocol) {
        carried.merge(new Key(endpoint, protocol), 1, Integer::sum);
    }

    void ended(Endpoint endpoint, Protocol protocol) {
        carried.computeIfPresent(new Key(endpoint, protocol), (_, count) -> count == 1 ? null : count - 1);
    }

    void failed(Endpoint endpoint, Protocol protocol) {
        failures.put(new Key(endpoint, protocol), System.nanoTime());
    }

    /** Forgets failures that are long ago. */
    void sweep(long now) {
        if (!failures.isEmpty()) {
            failures.values().removeIf(since -> now - since > EndpointChoice.FAILURE_MEMORY_NANOS);
        }
    }
}

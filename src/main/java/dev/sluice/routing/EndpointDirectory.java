package dev.sluice.routing;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live endpoints of every Service port that is known. Written by whoever follows endpoints, read by the data plane
 * at each request; a change does not wait for a new table.
 */
public final class EndpointDirectory {
    private static final Endpoint[] NONE = {};

    private final Map<EndpointKey, Endpoint[]> endpoints = new ConcurrentHashMap<>();

    /** The endpoints to choose from, empty if none is ready or the Service port is unknown. Do not modify. */
    public Endpoint[] of(EndpointKey key) {
        return endpoints.getOrDefault(key, NONE);
    }

    public void replace(EndpointKey key, Collection<Endpoint> ready) {
        endpoints.put(key, ready.toArray(NONE));
    }

    public void remove(EndpointKey key) {
        endpoints.remove(key);
    }

    /** Every endpoint of every Service port. */
    public Set<Endpoint> all() {
        Set<Endpoint> all = new HashSet<>();
        for (Endpoint[] ready : endpoints.values()) {
            Collections.addAll(all, ready);
        }
        return all;
    }

    /** A copy of everything, sorted, for display. */
    public Map<String, List<Endpoint>> snapshot() {
        Map<String, List<Endpoint>> copy = new TreeMap<>();
        endpoints.forEach((key, value) -> copy.put(key.toString(), List.of(value)));
        return copy;
    }
}

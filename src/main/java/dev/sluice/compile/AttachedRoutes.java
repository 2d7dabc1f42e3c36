package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The routes attached to a listener, the oldest first, as a whole and by those of their hostnames that fall under the
 * listener's. It remembers which hostnames have other routes than when they were last asked for.
 */
final class AttachedRoutes {
    private final HostnamePattern listener;
    private final List<CompiledRoute> all = new ArrayList<>();
    private final Map<HostnamePattern, List<CompiledRoute>> byHostname = new HashMap<>();
    private final Set<HostnamePattern> changed = new HashSet<>();

    /** @param listener the listener's hostname */
    AttachedRoutes(HostnamePattern listener) {
        this.listener = listener;
    }

    /** All of them, the oldest first. */
    List<CompiledRoute> all() {
        return Collections.unmodifiableList(all);
    }

    /** Adds a route; one that is there already is not added again. */
    void add(CompiledRoute route) {
        if (insert(all, route)) {
            for (HostnamePattern hostname : route.hostnames()) {
                if (hostname.intersects(listener)) {
                    insert(byHostname.computeIfAbsent(hostname, _ -> new ArrayList<>(1)), route);
                    changed.add(hostname);
                }
            }
        }
    }

    void remove(CompiledRoute route) {
        if (delete(all, route)) {
            for (HostnamePattern hostname : route.hostnames()) {
                List<CompiledRoute> routes = byHostname.get(hostname);
                if (routes != null && delete(routes, route)) {
                    changed.add(hostname);
                    if (routes.isEmpty()) {
                        byHostname.remove(hostname);
                    }
                }
            }
        }
    }

    /** The hostnames with routes, in no particular order. */
    Set<HostnamePattern> hostnames() {
        return Collections.unmodifiableSet(byHostname.keySet());
    }

    /**
     * Tells of each hostname whose routes have changed since the last call.
     *
     * @param consumer gets the hostname and its routes, the oldest first; none if nothing is left of it
     */
    void takeChanges(BiConsumer<HostnamePattern, List<CompiledRoute>> consumer) {
        for (HostnamePattern hostname : changed) {
            consumer.accept(hostname, byHostname.getOrDefault(hostname, List.of()));
        }
        changed.clear();
    }

    private static boolean insert(List<CompiledRoute> routes, CompiledRoute route) {
        // Most often they come in order.
        if (routes.isEmpty() || CompiledRoute.OLDEST_FIRST.compare(routes.getLast(), route) < 0) {
            routes.add(route);
            return true;
        }
        int place = Collections.binarySearch(routes, route, CompiledRoute.OLDEST_FIRST);
        if (place < 0) {
            routes.add(-place - 1, route);
        }
        return place < 0;
    }

    private static boolean delete(List<CompiledRoute> routes, CompiledRoute route) {
        int place = Collections.binarySearch(routes, route, CompiledRoute.OLDEST_FIRST);
        if (place >= 0) {
            routes.remove(place);
        }
        return place >= 0;
    }
}

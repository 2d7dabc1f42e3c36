package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiled routes, from one compilation to the next. A route that did not change is the same object in the next
 * snapshot; it is compiled again only if a Service that it refers to, or any ReferenceGrant, is another object.
 */
final class RouteMemo {
    /** A Service that a route refers to, null if there was none. */
    record Lookup(String namespace, String name, @Nullable Service service) {
        @SuppressWarnings("ReferenceEquality")
        boolean holds(ResourceSnapshot snapshot) {
            return snapshot.get(Service.class, namespace, name) == service;
        }
    }

    private record Entry(CompiledRoute route, List<Lookup> lookups) {}

    private Map<HTTPRoute, Entry> known = Map.of();
    private Map<HTTPRoute, Entry> used = new IdentityHashMap<>();
    private @Nullable ReferenceGrants grants;

    /** Begins a compilation: what the last one did not use is forgotten. */
    void begin(ReferenceGrants now) {
        known = grants != null && grants.sameAs(now) ? used : Map.of();
        used = new IdentityHashMap<>();
        grants = now;
    }

    CompiledRoute compile(HTTPRoute route, ResourceSnapshot snapshot, BackendRefs refs, HttpRouteCompiler compiler) {
        Entry entry = known.get(route);
        if (entry == null || !hold(entry.lookups(), snapshot)) {
            refs.beginRoute();
            CompiledRoute compiled = compiler.compile(route);
            entry = new Entry(compiled, List.copyOf(refs.lookups()));
        }
        used.put(route, entry);
        return entry.route();
    }

    private static boolean hold(List<Lookup> lookups, ResourceSnapshot snapshot) {
        for (Lookup lookup : lookups) {
            if (!lookup.holds(snapshot)) {
                return false;
            }
        }
        return true;
    }
}

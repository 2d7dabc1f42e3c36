package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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

    private Map<HasMetadata, Entry> known = Map.of();
    private Map<HasMetadata, Entry> used = new IdentityHashMap<>();
    private @Nullable ReferenceGrants grants;

    /** Begins a compilation: what the last one did not use is forgotten. */
    void begin(ReferenceGrants now) {
        known = grants != null && grants.sameAs(now) ? used : Map.of();
        used = new IdentityHashMap<>();
        grants = now;
    }

    CompiledRoute compile(
            HasMetadata route, ResourceSnapshot snapshot, BackendRefs refs, Supplier<CompiledRoute> compiler) {
        Entry entry = known.get(route);
        if (entry == null || !hold(entry.lookups(), snapshot)) {
            refs.beginRoute();
            CompiledRoute compiled = compiler.get();
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

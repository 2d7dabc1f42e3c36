package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiled routes, from one compilation to the next. A route that did not change is the same object in the next
 * snapshot; it is compiled again only if a Service that it refers to, or any ReferenceGrant, is another object, another
 * BackendTLSPolicy is in force for such a Service, or an XBackend that it refers to says something else.
 */
final class RouteMemo {
    /** What a route refers to. */
    sealed interface Lookup {
        String namespace();

        String name();

        /** The object that it refers to. */
        ResourceKey target();

        /** Whether that exists. */
        boolean isFound();

        /** Whether it is now what it was. */
        boolean holds(BackendRefs now);
    }

    /**
     * An XBackend that a route refers to.
     *
     * @param said null if there was none
     * @param traffic what policies had in force for it
     */
    record OfXBackend(
            String namespace,
            String name,
            CompiledXBackend.@Nullable Target said,
            CompiledTrafficPolicy.Traffic traffic)
            implements Lookup {
        @Override
        public ResourceKey target() {
            return new ResourceKey(XBackend.KIND, namespace, name);
        }

        @Override
        public boolean isFound() {
            return said != null;
        }

        @Override
        public boolean holds(BackendRefs now) {
            return Objects.equals(now.xBackends().target(namespace, name), said)
                    && now.traffic().of(XBackend.KIND, namespace, name).equals(traffic);
        }
    }

    /**
     * A Service that a route refers to.
     *
     * @param service null if there was none
     * @param portName the name of the port referred to, or null if it has none or is not there
     * @param policies what was in force for it
     * @param traffic likewise, of another kind of policies
     */
    record OfService(
            String namespace,
            String name,
            @Nullable Service service,
            @Nullable String portName,
            BackendTlsPolicies.InForce policies,
            CompiledTrafficPolicy.Traffic traffic)
            implements Lookup {
        @Override
        public ResourceKey target() {
            return new ResourceKey("Service", namespace, name);
        }

        @Override
        public boolean isFound() {
            return service != null;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean holds(BackendRefs now) {
            return now.snapshot().get(Service.class, namespace, name) == service
                    && now.policies().of(namespace, name).equals(policies)
                    && now.traffic().of("Service", namespace, name).equals(traffic);
        }

        /** Whether the Service has a port of a name. */
        boolean hasPort(String name) {
            if (service != null
                    && service.getSpec() != null
                    && service.getSpec().getPorts() != null) {
                for (ServicePort port : service.getSpec().getPorts()) {
                    if (name.equals(port.getName())) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private record Entry(CompiledRoute route, List<Lookup> lookups) {}

    private Map<HasMetadata, Entry> known = Map.of();
    private Map<HasMetadata, Entry> used = new IdentityHashMap<>();
    private @Nullable ReferenceGrants grants;

    /** Begins to compile all routes: what was not used since this was called last is forgotten. */
    void begin(ReferenceGrants now) {
        known = grants != null && grants.sameAs(now) ? used : Map.of();
        used = new IdentityHashMap<>();
        grants = now;
    }

    CompiledRoute compile(HasMetadata route, BackendRefs refs, Supplier<CompiledRoute> compiler) {
        Entry entry = known.get(route);
        if (entry == null || !hold(entry.lookups(), refs)) {
            refs.beginRoute();
            CompiledRoute compiled = compiler.get();
            entry = new Entry(compiled, List.copyOf(refs.lookups()));
        }
        used.put(route, entry);
        return entry.route();
    }

    /** Forgets a route that is no longer there. */
    void forget(HasMetadata route) {
        used.remove(route);
    }

    /** What a route refers to that was compiled since {@link #begin}. */
    List<Lookup> lookups(HasMetadata route) {
        Entry entry = used.get(route);
        return entry == null ? List.of() : entry.lookups();
    }

    private static boolean hold(List<Lookup> lookups, BackendRefs now) {
        for (Lookup lookup : lookups) {
            if (!lookup.holds(now)) {
                return false;
            }
        }
        return true;
    }
}

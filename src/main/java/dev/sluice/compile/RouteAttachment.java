package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus.RouteGroupKind;
import dev.sluice.status.Reason;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Attaches routes to the listeners that their parentRefs select, and says how it went. */
final class RouteAttachment {
    /**
     * What a parentRef can refer to.
     *
     * @param described in words
     * @param refused why nothing can attach to it, whatever its listeners are
     */
    private record Parent(
            String described,
            List<CompiledListener> listeners,
            @Nullable Problem refused) {}

    /**
     * Where a route is attached.
     *
     * @param listeners for each parent of its status; none if it is refused
     */
    record Attached(CompiledRoute route, List<List<CompiledListener>> listeners) {}

    private final Map<ResourceKey, Attached> attached = new HashMap<>();
    private final Map<ResourceKey, Generated<RouteStatus>> statuses = new HashMap<>();
    private final ResourceSnapshot snapshot;
    private final Map<ResourceKey, Parent> parents = new HashMap<>();
    private final List<CompiledGateway> defaults = new ArrayList<>();

    /** @param gateways those of classes of ours; parents beyond them are not ours to judge */
    RouteAttachment(ResourceSnapshot snapshot, List<CompiledGateway> gateways) {
        this.snapshot = snapshot;
        for (CompiledGateway gateway : gateways) {
            parents.put(ResourceKey.of(gateway.gateway()), new Parent("Gateway " + gateway, gateway.listeners(), null));
            if (DefaultGateways.isDefault(gateway.gateway())) {
                defaults.add(gateway);
            }
            for (CompiledListenerSet set : gateway.sets()) {
                parents.put(ResourceKey.of(set.set()), new Parent("ListenerSet " + set, set.listeners(), refusal(set)));
            }
        }
    }

    private static @Nullable Problem refusal(CompiledListenerSet set) {
        return set.isAttached()
                ? null
                : new Problem(
                        Reason.NO_MATCHING_PARENT,
                        "the ListenerSet " + set + " is not attached to a Gateway; see its status");
    }

    /**
     * Attaches a route to each of its parents that is ours.
     *
     * @param compiler asked at most once, and only if there is such a parent
     */
    void attach(RouteResource route, Supplier<CompiledRoute> compiler) {
        CompiledRoute compiled = null;
        List<RouteStatus.Parent> results = new ArrayList<>();
        List<List<CompiledListener>> listeners = new ArrayList<>();
        int named = route.parentRefs().size();
        for (ParentReference reference : withDefaults(route)) {
            Parent parent = parentOf(reference, route.namespace());
            boolean byDefault = --named < 0;
            if (parent != null) {
                if (compiled == null) {
                    compiled = compiler.get();
                }
                List<CompiledListener> taking = new ArrayList<>(1);
                Problem refusal = attach(compiled, reference, parent, taking);
                // A default Gateway that is not meant for the route is no parent of it.
                if (byDefault && refusal != null && refusal.reason().equals(Reason.NOT_ALLOWED_BY_LISTENERS)) {
                    continue;
                }
                listeners.add(taking);
                results.add(new RouteStatus.Parent(echo(reference), conditions(compiled, refusal)));
            }
        }
        if (compiled != null && !results.isEmpty()) {
            ResourceKey key = ResourceKey.of(route.object());
            attached.put(key, new Attached(compiled, listeners));
            statuses.put(key, Generated.of(route.object(), new RouteStatus(results)));
        }
    }

    /** Detaches a route from wherever it is attached. */
    void detach(ResourceKey route) {
        statuses.remove(route);
        Attached was = attached.remove(route);
        if (was != null) {
            was.listeners()
                    .forEach(listeners ->
                            listeners.forEach(listener -> listener.routes().remove(was.route())));
        }
    }

    /** A copy of the statuses of all routes that have a parent of ours. */
    Map<ResourceKey, Generated<RouteStatus>> statuses() {
        return new HashMap<>(statuses);
    }

    /** Where a route is attached; null if it has no parent of ours. */
    @Nullable
    Attached attached(ResourceKey route) {
        return attached.get(route);
    }

    /** The parentRefs of a route, and if it asks for them one for each default Gateway that it does not name. */
    private List<ParentReference> withDefaults(RouteResource route) {
        if (defaults.isEmpty() || !DefaultGateways.isWanted(route.object())) {
            return route.parentRefs();
        }
        Set<Parent> named = new HashSet<>();
        for (ParentReference reference : route.parentRefs()) {
            Parent parent = parentOf(reference, route.namespace());
            if (parent != null) {
                named.add(parent);
            }
        }
        List<ParentReference> all = new ArrayList<>(route.parentRefs());
        for (CompiledGateway gateway : defaults) {
            if (!named.contains(Objects.requireNonNull(parents.get(ResourceKey.of(gateway.gateway()))))) {
                all.add(new ParentReference(
                        RouteKinds.GROUP, "Gateway", gateway.name(), gateway.namespace(), null, null));
            }
        }
        return all;
    }

    private @Nullable Parent parentOf(ParentReference reference, String routeNamespace) {
        return RouteKinds.GROUP.equals(Objects.requireNonNullElse(reference.getGroup(), RouteKinds.GROUP))
                ? parents.get(new ResourceKey(
                        Objects.requireNonNullElse(reference.getKind(), "Gateway"),
                        Objects.requireNonNullElse(reference.getNamespace(), routeNamespace),
                        reference.getName()))
                : null;
    }

    /**
     * Attaches a route to the listeners of one parent; returns why none takes it, if none does.
     *
     * @param taking gets the listeners that take it
     */
    private @Nullable Problem attach(
            CompiledRoute route, ParentReference reference, Parent parent, List<CompiledListener> taking) {
        if (parent.refused() != null) {
            return parent.refused();
        }
        boolean selected = false;
        boolean allowed = false;
        boolean intersecting = false;
        for (CompiledListener listener : parent.listeners()) {
            if (!selects(reference, listener)) {
                continue;
            }
            selected = true;
            if (!listener.admission()
                    .admits(
                            new RouteGroupKind(RouteKinds.GROUP, route.route().kind()),
                            route.route().namespace(),
                            snapshot)) {
                continue;
            }
            allowed = true;
            if (intersects(route, listener)) {
                intersecting = true;
                if (route.rejected() == null) {
                    listener.routes().add(route);
                    taking.add(listener);
                }
            }
        }
        if (!selected) {
            return new Problem(
                    Reason.NO_MATCHING_PARENT, "the " + parent.described() + " has no listener" + describe(reference));
        }
        if (!allowed) {
            return new Problem(
                    Reason.NOT_ALLOWED_BY_LISTENERS,
                    "no listener of the " + parent.described() + describe(reference) + " allows "
                            + route.route().kind() + "s of namespace "
                            + route.route().namespace() + " (allowedRoutes)");
        }
        if (route.rejected() != null) {
            return route.rejected();
        }
        return intersecting
                ? null
                : new Problem(
                        Reason.NO_MATCHING_LISTENER_HOSTNAME,
                        "no hostname of the route falls under the hostname of a listener of the " + parent.described()
                                + describe(reference));
    }

    private static boolean selects(ParentReference reference, CompiledListener listener) {
        return (isBlank(reference.getSectionName())
                        || reference.getSectionName().equals(listener.name()))
                && (reference.getPort() == null || reference.getPort() == listener.port());
    }

    private static boolean intersects(CompiledRoute route, CompiledListener listener) {
        for (HostnamePattern hostname : route.hostnames()) {
            if (hostname.intersects(listener.hostname())) {
                return true;
            }
        }
        return false;
    }

    private static String describe(ParentReference reference) {
        return (isBlank(reference.getSectionName()) ? "" : " named " + reference.getSectionName())
                + (reference.getPort() == null ? "" : " on port " + reference.getPort());
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static List<Condition> conditions(CompiledRoute route, @Nullable Problem refusal) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(
                refusal == null
                        ? Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The route is accepted")
                        : Condition.no(Condition.ACCEPTED, refusal.reason(), refusal.message()));
        conditions.add(resolvedRefs(route));
        if (refusal == null && route.dropped() != null) {
            conditions.add(Condition.yes(Condition.PARTIALLY_INVALID, Reason.UNSUPPORTED_VALUE, route.dropped()));
        }
        return conditions;
    }

    private static Condition resolvedRefs(CompiledRoute route) {
        if (route.unresolved().isEmpty()) {
            return Condition.yes(Condition.RESOLVED_REFS, Reason.RESOLVED_REFS, "All references are resolved");
        }
        Problem unresolved = Problem.summary(route.unresolved());
        return Condition.no(Condition.RESOLVED_REFS, unresolved.reason(), unresolved.message());
    }

    /** A reference as statuses repeat it. */
    static dev.sluice.status.ParentReference echo(ParentReference reference) {
        return new dev.sluice.status.ParentReference(
                reference.getGroup(),
                reference.getKind(),
                reference.getNamespace(),
                reference.getName(),
                reference.getSectionName(),
                reference.getPort());
    }
}

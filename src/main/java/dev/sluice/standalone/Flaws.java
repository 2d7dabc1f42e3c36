package dev.sluice.standalone;

import dev.sluice.compile.MissingReference;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the statuses that is not as it should be, objects that get no status because what they refer to is
 * missing, and objects of kinds that nothing reads. Gateways of other controllers, and routes to them, are no flaws.
 */
public final class Flaws {
    private static final String GATEWAY_API = "gateway.networking.k8s.io";

    private final ServedState state;
    private final ResourceSnapshot resources;
    private final List<Flaw> found = new ArrayList<>();

    private Flaws(ServedState state) {
        this.state = state;
        this.resources = state.resources();
    }

    /** The flaws, classes first, then Gateways, ListenerSets, routes, policies and the rest, each in the order of their names. */
    public static List<Flaw> of(ServedState state) {
        Flaws flaws = new Flaws(state);
        TreeMap<String, Gateway> gateways = new TreeMap<>();
        TreeMap<String, ListenerSet> sets = new TreeMap<>();
        TreeMap<String, RouteResource> routes = new TreeMap<>();
        TreeMap<String, HasMetadata> unread = new TreeMap<>();
        state.resources().forEach(object -> {
            String name = ResourceKey.of(object).toString();
            RouteResource route = RouteResource.of(object);
            if (!state.resources().isRead(object) && object.getApiVersion().startsWith(GATEWAY_API + "/")) {
                unread.put(name, object);
            } else if (object instanceof Gateway gateway) {
                gateways.put(name, gateway);
            } else if (object instanceof ListenerSet set) {
                sets.put(name, set);
            } else if (route != null) {
                routes.put(name, route);
            }
        });
        flaws.classes();
        gateways.values().forEach(flaws::gateway);
        sets.values().forEach(flaws::listenerSet);
        routes.values().forEach(flaws::route);
        flaws.policies();
        unread.values().forEach(flaws::unread);
        return List.copyOf(flaws.found);
    }

    private void classes() {
        state.statuses()
                .gatewayClasses()
                .forEach((key, status) -> conditions(key, "", status.status().conditions()));
        found.sort(Comparator.comparing(Flaw::object));
    }

    private void gateway(Gateway gateway) {
        ResourceKey key = ResourceKey.of(gateway);
        var status = state.statuses().gateways().get(key);
        if (status != null) {
            conditions(key, "", status.status().conditions());
            listeners(key, status.status().listeners());
        } else {
            missing(key, "", MissingReference.ofClass(gateway, resources));
        }
    }

    private void listenerSet(ListenerSet set) {
        ResourceKey key = ResourceKey.of(set);
        var status = state.statuses().listenerSets().get(key);
        if (status != null) {
            conditions(key, "", status.status().conditions());
            listeners(key, status.status().listeners());
        } else {
            missing(key, "", MissingReference.ofParent(set, resources));
        }
    }

    private void listeners(ResourceKey object, List<ListenerStatus> listeners) {
        for (ListenerStatus listener : listeners) {
            conditions(object, "listener " + listener.name(), listener.conditions());
        }
    }

    private void route(RouteResource route) {
        ResourceKey key = ResourceKey.of(route.object());
        var status = state.statuses().routes().get(key);
        List<RouteStatus.Parent> written =
                status == null ? List.of() : status.status().parents();
        for (RouteStatus.Parent parent : written) {
            String part = "parent " + ParentText.of(parent.parentRef());
            for (Condition condition : parent.conditions()) {
                condition(
                        key,
                        part,
                        condition,
                        condition.reason().equals(Reason.NOT_ALLOWED_BY_LISTENERS)
                                ? SelectorHint.of(resources, key.namespace(), parent.parentRef())
                                : "");
            }
        }
        if (route.parentRefs().isEmpty() && written.isEmpty()) {
            missing(key, "", "NoParents", "the route has no parentRefs and so is not served anywhere");
        }
        MissingReference.ofParents(route, written, resources)
                .forEach((parent, missing) -> missing(key, "parent " + ParentText.of(parent), missing));
    }

    private void policies() {
        state.statuses().policies().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> {
                    for (PolicyStatus.Ancestor ancestor :
                            entry.getValue().status().ancestors()) {
                        conditions(
                                entry.getKey(),
                                "ancestor " + ParentText.of(ancestor.ancestorRef()),
                                ancestor.conditions());
                    }
                });
    }

    private void missing(ResourceKey object, String part, @Nullable MissingReference missing) {
        if (missing != null) {
            missing(object, part, missing.reason(), missing.message());
        }
    }

    private void unread(HasMetadata object) {
        missing(
                ResourceKey.of(object),
                "",
                "NotServed",
                "objects of the kind " + object.getKind() + " are not served; this one has no effect");
    }

    private void missing(ResourceKey object, String part, String reason, String message) {
        found.add(new Flaw(object.toString(), part, "no status", reason, state.placeOf(object), message));
    }

    private void conditions(ResourceKey object, String part, List<Condition> conditions) {
        conditions.forEach(condition -> condition(object, part, condition, ""));
    }

    private void condition(ResourceKey object, String part, Condition condition, String hint) {
        if (!condition.isWell()) {
            found.add(new Flaw(
                    object.toString(),
                    part,
                    condition.type() + "=" + condition.status().text(),
                    condition.reason(),
                    state.placeOf(object),
                    condition.message() + hint));
        }
    }
}

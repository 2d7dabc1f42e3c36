package dev.sluice.standalone;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.ParentReference;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything in the statuses that is not as it should be, and objects that get no status because what they refer to is
 * missing. Gateways of other controllers, and routes to them, are no flaws.
 */
public final class Flaws {
    /** Conditions that should be True; all others should be False. */
    private static final Set<String> WANTED =
            Set.of(Condition.ACCEPTED, Condition.PROGRAMMED, Condition.RESOLVED_REFS, Condition.SUPPORTED_VERSION);

    private final ResourceSnapshot snapshot;
    private final Statuses statuses;
    private final List<Flaw> found = new ArrayList<>();

    private Flaws(ResourceSnapshot snapshot, Statuses statuses) {
        this.snapshot = snapshot;
        this.statuses = statuses;
    }

    /** The flaws, classes first, then Gateways, ListenerSets and routes, each in the order of their names. */
    public static List<Flaw> of(ResourceSnapshot snapshot, Statuses statuses) {
        Flaws flaws = new Flaws(snapshot, statuses);
        flaws.classes();
        flaws.gateways();
        flaws.listenerSets();
        flaws.routes();
        return List.copyOf(flaws.found);
    }

    private void classes() {
        statuses.gatewayClasses()
                .forEach((key, status) ->
                        conditions(key.toString(), "", status.status().conditions()));
        found.sort(Comparator.comparing(Flaw::object));
    }

    private void gateways() {
        Set<Named<Gateway>> gateways = new TreeSet<>();
        snapshot.all(Gateway.class).forEach(gateway -> gateways.add(new Named<>(ResourceKey.of(gateway), gateway)));
        for (Named<Gateway> named : gateways) {
            var status = statuses.gateways().get(named.key());
            if (status != null) {
                conditions(named.key().toString(), "", status.status().conditions());
                listeners(named.key(), status.status().listeners());
            } else {
                String name = named.object().getSpec().getGatewayClassName();
                if (snapshot.get(GatewayClass.class, "", name) == null) {
                    missing(named.key(), "", "NoSuchGatewayClass", "there is no GatewayClass " + name);
                }
            }
        }
    }

    private void listenerSets() {
        Set<Named<ListenerSet>> sets = new TreeSet<>();
        snapshot.all(ListenerSet.class).forEach(set -> sets.add(new Named<>(ResourceKey.of(set), set)));
        for (Named<ListenerSet> named : sets) {
            var status = statuses.listenerSets().get(named.key());
            if (status != null) {
                conditions(named.key().toString(), "", status.status().conditions());
                listeners(named.key(), status.status().listeners());
            } else {
                var parent = named.object().getSpec().getParentRef();
                String namespace = Objects.requireNonNullElse(
                        parent.getNamespace(), named.key().namespace());
                if (Objects.requireNonNullElse(parent.getKind(), "Gateway").equals("Gateway")
                        && snapshot.get(Gateway.class, namespace, parent.getName()) == null) {
                    missing(
                            named.key(),
                            "",
                            "NoSuchParent",
                            "there is no " + new ResourceKey("Gateway", namespace, parent.getName()));
                }
            }
        }
    }

    private void listeners(ResourceKey owner, List<ListenerStatus> listeners) {
        for (ListenerStatus listener : listeners) {
            conditions(owner.toString(), "listener " + listener.name(), listener.conditions());
        }
    }

    private void routes() {
        Set<Named<Routes.Route>> routes = new TreeSet<>();
        for (Routes.Route route : Routes.of(snapshot)) {
            routes.add(new Named<>(ResourceKey.of(route.object()), route));
        }
        for (Named<Routes.Route> named : routes) {
            var status = statuses.routes().get(named.key());
            List<RouteStatus.Parent> written =
                    status == null ? List.of() : status.status().parents();
            for (RouteStatus.Parent parent : written) {
                conditions(named.key().toString(), "parent " + describe(parent.parentRef()), parent.conditions());
            }
            if (named.object().parents().isEmpty()) {
                missing(named.key(), "", "NoParents", "the route has no parentRefs and so is not served anywhere");
            }
            for (ParentReference parent : named.object().parents()) {
                if (written.stream().noneMatch(each -> each.parentRef().equals(parent))) {
                    unanswered(named.key(), parent);
                }
            }
        }
    }

    private void unanswered(ResourceKey route, ParentReference parent) {
        String kind = Objects.requireNonNullElse(parent.kind(), "Gateway");
        String namespace = Objects.requireNonNullElse(parent.namespace(), route.namespace());
        ResourceKey key = new ResourceKey(kind, namespace, parent.name());
        boolean absent =
                switch (kind) {
                    case "Gateway" -> snapshot.get(Gateway.class, namespace, parent.name()) == null;
                    case "ListenerSet" -> snapshot.get(ListenerSet.class, namespace, parent.name()) == null;
                    default -> false;
                };
        if (absent) {
            missing(route, "parent " + describe(parent), "NoSuchParent", "there is no " + key);
        } else if (statuses.gateways().containsKey(key)
                || statuses.listenerSets().containsKey(key)) {
            missing(route, "parent " + describe(parent), "NotServed", "routes of this kind are not served");
        }
    }

    private void missing(ResourceKey object, String part, String reason, String message) {
        found.add(new Flaw(object.toString(), part, "no status", reason, message));
    }

    private void conditions(String object, String part, List<Condition> conditions) {
        for (Condition condition : conditions) {
            Condition.State wanted = WANTED.contains(condition.type()) ? Condition.State.TRUE : Condition.State.FALSE;
            if (condition.status() != wanted) {
                found.add(new Flaw(
                        object,
                        part,
                        condition.type() + "=" + condition.status().text(),
                        condition.reason(),
                        condition.message()));
            }
        }
    }

    /** A parentRef as a user would say it: {@code namespace/name}, the kind if it is no Gateway, section and port. */
    static String describe(ParentReference parent) {
        String kind = parent.kind() == null || parent.kind().equals("Gateway") ? "" : parent.kind() + " ";
        String namespace = parent.namespace() == null ? "" : parent.namespace() + "/";
        String section = parent.sectionName() == null ? "" : " " + parent.sectionName();
        String port = parent.port() == null ? "" : " port " + parent.port();
        return kind + namespace + parent.name() + section + port;
    }

    private record Named<T>(ResourceKey key, T object) implements Comparable<Named<T>> {
        @Override
        public int compareTo(Named<T> other) {
            return key.toString().compareTo(other.key.toString());
        }
    }
}

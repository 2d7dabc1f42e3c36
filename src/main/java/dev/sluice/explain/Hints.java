package dev.sluice.explain;

import dev.sluice.compile.MissingReference;
import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.ParentReference;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What names the request's host but does not serve it, with the reason that its status gives or why it has none. */
final class Hints {
    private static final int MOST = 20;

    private final ResourceSnapshot snapshot;
    private final Statuses statuses;
    private final Question question;
    private final @Nullable String gateway;
    private final List<String> found = new ArrayList<>();

    Hints(ResourceSnapshot snapshot, Statuses statuses, Question question, @Nullable String gateway) {
        this.snapshot = snapshot;
        this.statuses = statuses;
        this.question = question;
        this.gateway = gateway;
    }

    /** At most {@link #MOST}, and a line that says how many more there are. */
    List<String> all() {
        gateways();
        listenerSets();
        routes();
        telemetry();
        int more = found.size() - MOST;
        if (more > 0) {
            List<String> first = new ArrayList<>(found.subList(0, MOST));
            first.add("... and " + more + " more.");
            return first;
        }
        return found;
    }

    private void gateways() {
        for (Gateway each : sorted(snapshot.all(Gateway.class))) {
            ResourceKey key = ResourceKey.of(each);
            if (gateway != null && !gateway.equals(key.namespace() + "/" + key.name())) {
                continue;
            }
            var status = statuses.gateways().get(key);
            List<Listener> listeners = each.getSpec().getListeners();
            if (status == null) {
                if (listeners.stream().anyMatch(listener -> names(listener.getHostname()))) {
                    add(key.toString(), MissingReference.ofClass(each, snapshot));
                }
                continue;
            }
            conditions(key.toString(), status.status().conditions());
            for (Listener listener : listeners) {
                if (names(listener.getHostname())) {
                    listener(key, listener.getName(), status.status().listeners());
                }
            }
        }
    }

    private void listenerSets() {
        for (ListenerSet each : sorted(snapshot.all(ListenerSet.class))) {
            ResourceKey key = ResourceKey.of(each);
            var status = statuses.listenerSets().get(key);
            List<ListenerEntry> named = each.getSpec().getListeners().stream()
                    .filter(listener -> names(listener.getHostname()))
                    .toList();
            if (named.isEmpty()) {
                continue;
            }
            if (status == null) {
                add(key.toString(), MissingReference.ofParent(each, snapshot));
                continue;
            }
            conditions(key.toString(), status.status().conditions());
            named.forEach(listener ->
                    listener(key, listener.getName(), status.status().listeners()));
        }
    }

    private void listener(ResourceKey owner, String name, List<ListenerStatus> said) {
        for (ListenerStatus listener : said) {
            if (listener.name().equals(name)) {
                conditions(owner + ", listener " + name, listener.conditions());
            }
        }
    }

    private void routes() {
        TreeMap<String, RouteResource> routes = new TreeMap<>();
        snapshot.forEach(object -> {
            RouteResource route = RouteResource.of(object);
            if (route != null
                    && (route.hostnames().isEmpty()
                            || route.hostnames().stream().anyMatch(this::names))) {
                routes.put(ResourceKey.of(object).toString(), route);
            }
        });
        routes.values().forEach(this::route);
    }

    private void route(RouteResource route) {
        ResourceKey key = ResourceKey.of(route.object());
        var status = statuses.routes().get(key);
        List<RouteStatus.Parent> written =
                status == null ? List.of() : status.status().parents();
        for (RouteStatus.Parent parent : written) {
            conditions(key + ", parent " + describe(parent.parentRef()), parent.conditions());
        }
        MissingReference.ofParents(route, written, snapshot)
                .forEach((parent, missing) -> add(key + ", parent " + describe(parent), missing));
    }

    private void telemetry() {
        for (XTelemetryPolicy policy : sorted(snapshot.all(XTelemetryPolicy.class))) {
            var status = statuses.policies().get(ResourceKey.of(policy));
            if (status == null) {
                continue;
            }
            for (PolicyStatus.Ancestor ancestor : status.status().ancestors()) {
                String of = describe(ancestor.ancestorRef());
                if (gateway != null && !gateway.equals(of)) {
                    continue;
                }
                conditions(ResourceKey.of(policy) + ", Gateway " + of, ancestor.conditions());
            }
        }
    }

    private boolean names(@Nullable String hostname) {
        return hostname == null || new HostnamePattern(hostname.toLowerCase(Locale.ROOT)).matches(question.host());
    }

    private void conditions(String object, List<Condition> conditions) {
        for (Condition condition : conditions) {
            if (!condition.isWell()) {
                found.add(object + ": " + condition.type() + " is "
                        + condition.status().text() + " (" + condition.reason() + "): " + condition.message());
            }
        }
    }

    private void add(String object, @Nullable MissingReference missing) {
        if (missing != null) {
            found.add(object + ": no status (" + missing.reason() + "): " + missing.message());
        }
    }

    private static String describe(ParentReference parent) {
        return (parent.namespace() == null ? "" : parent.namespace() + "/")
                + parent.name()
                + (parent.sectionName() == null ? "" : ", listener " + parent.sectionName())
                + (parent.port() == null ? "" : ", port " + parent.port());
    }

    private static <T extends HasMetadata> List<T> sorted(Collection<T> objects) {
        return objects.stream()
                .sorted(Comparator.comparing(object -> ResourceKey.of(object).toString()))
                .toList();
    }
}

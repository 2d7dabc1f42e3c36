package dev.sluice.standalone;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is served and what is wrong, as a text for a person. */
public final class StatusTable {
    private StatusTable() {}

    /** Gateways with their listeners, routes with their parents, and all flaws. */
    public static String render(ResourceSnapshot snapshot, Statuses statuses) {
        StringBuilder text = new StringBuilder();
        append(text, gateways(snapshot, statuses));
        append(text, routes(snapshot, statuses));
        List<Flaw> flaws = Flaws.of(snapshot, statuses);
        if (flaws.isEmpty()) {
            text.append(statuses.gateways().isEmpty() ? "No Gateway is served.\n" : "Everything is as it should be.\n");
        } else {
            append(text, flaws(flaws));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, TextTable table) {
        if (!table.isEmpty()) {
            text.append(table).append('\n');
        }
    }

    private static TextTable gateways(ResourceSnapshot snapshot, Statuses statuses) {
        TextTable table = new TextTable(
                "GATEWAY", "CLASS", "ADDRESS", "LISTENER", "PORT", "PROTOCOL", "HOSTNAME", "ROUTES", "SERVING");
        Map<ResourceKey, List<ListenerSet>> sets = listenerSets(snapshot, statuses);
        for (ResourceKey key : statuses.gateways().keySet().stream()
                .sorted(Comparator.comparing(ResourceKey::toString))
                .toList()) {
            Gateway gateway = snapshot.get(Gateway.class, key.namespace(), key.name());
            if (gateway != null && gateway.getSpec().getListeners() != null) {
                GatewayStatus status =
                        Objects.requireNonNull(statuses.gateways().get(key)).status();
                String name = key.namespace() + "/" + key.name();
                String className = gateway.getSpec().getGatewayClassName();
                String addresses = status.addresses().stream()
                        .map(GatewayStatus.Address::value)
                        .collect(Collectors.joining(","));
                for (Listener listener : gateway.getSpec().getListeners()) {
                    row(
                            table,
                            List.of(name, className, addresses, listener.getName()),
                            listener.getPort(),
                            listener.getProtocol(),
                            listener.getHostname(),
                            listenerStatus(status.listeners(), listener.getName()));
                }
                for (ListenerSet set : sets.getOrDefault(key, List.of())) {
                    ResourceKey setKey = ResourceKey.of(set);
                    var setStatus =
                            Objects.requireNonNull(statuses.listenerSets().get(setKey));
                    for (ListenerEntry listener : set.getSpec().getListeners()) {
                        row(
                                table,
                                List.of(
                                        name,
                                        className,
                                        addresses,
                                        setKey.namespace() + "/" + setKey.name() + "/" + listener.getName()),
                                listener.getPort(),
                                listener.getProtocol(),
                                listener.getHostname(),
                                listenerStatus(setStatus.status().listeners(), listener.getName()));
                    }
                }
            }
        }
        return table;
    }

    /** The ListenerSets that have a status, by Gateway. */
    private static Map<ResourceKey, List<ListenerSet>> listenerSets(ResourceSnapshot snapshot, Statuses statuses) {
        Map<ResourceKey, List<ListenerSet>> sets = new HashMap<>();
        for (ResourceKey key : statuses.listenerSets().keySet().stream()
                .sorted(Comparator.comparing(ResourceKey::toString))
                .toList()) {
            ListenerSet set = snapshot.get(ListenerSet.class, key.namespace(), key.name());
            if (set != null && set.getSpec().getListeners() != null) {
                var parent = set.getSpec().getParentRef();
                String namespace = Objects.requireNonNullElse(parent.getNamespace(), key.namespace());
                sets.computeIfAbsent(new ResourceKey("Gateway", namespace, parent.getName()), _ -> new ArrayList<>())
                        .add(set);
            }
        }
        return sets;
    }

    private static void row(
            TextTable table,
            List<String> begin,
            @Nullable Integer port,
            @Nullable String protocol,
            @Nullable String hostname,
            @Nullable ListenerStatus status) {
        List<String> cells = new ArrayList<>(begin);
        cells.add(String.valueOf(port));
        cells.add(String.valueOf(protocol));
        cells.add(hostname == null ? "*" : hostname);
        cells.add(status == null ? "" : String.valueOf(status.attachedRoutes()));
        cells.add(status != null && isTrue(status.conditions(), Condition.PROGRAMMED) ? "yes" : "no");
        table.row(cells.toArray(String[]::new));
    }

    private static @Nullable ListenerStatus listenerStatus(List<ListenerStatus> listeners, String name) {
        for (ListenerStatus listener : listeners) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        return null;
    }

    private static TextTable routes(ResourceSnapshot snapshot, Statuses statuses) {
        TextTable table = new TextTable("ROUTE", "HOSTNAMES", "ATTACHED TO");
        List<Routes.Route> routes = Routes.of(snapshot).stream()
                .sorted(Comparator.comparing(
                        route -> ResourceKey.of(route.object()).toString()))
                .toList();
        for (Routes.Route route : routes) {
            ResourceKey key = ResourceKey.of(route.object());
            var status = statuses.routes().get(key);
            List<RouteStatus.Parent> parents =
                    status == null ? List.of() : status.status().parents();
            table.row(
                    key.toString(),
                    route.hostnames().isEmpty() ? "*" : String.join(",", route.hostnames()),
                    parents.stream()
                            .filter(parent -> isTrue(parent.conditions(), Condition.ACCEPTED))
                            .map(parent -> Flaws.describe(parent.parentRef()))
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static TextTable flaws(List<Flaw> flaws) {
        TextTable table = new TextTable("NOT AS IT SHOULD BE", "PART", "CONDITION", "REASON", "MESSAGE");
        for (Flaw flaw : flaws) {
            table.row(flaw.object(), flaw.part(), flaw.state(), flaw.reason(), flaw.message());
        }
        return table;
    }

    private static boolean isTrue(List<Condition> conditions, String type) {
        for (Condition condition : conditions) {
            if (condition.type().equals(type)) {
                return condition.isTrue();
            }
        }
        return false;
    }
}

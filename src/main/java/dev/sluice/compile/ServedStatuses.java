package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.ServingReport;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statuses corrected by what the data plane really serves. */
final class ServedStatuses {
    private ServedStatuses() {}

    static Statuses of(Compilation compilation, ServingReport report) {
        Statuses statuses = compilation.statuses();
        Map<String, Map<String, String>> closed =
                closedListeners(compilation.table().ports(), report);
        if (closed.isEmpty()) {
            return statuses;
        }
        Map<ResourceKey, Generated<GatewayStatus>> gateways = new HashMap<>(statuses.gateways());
        gateways.replaceAll((key, status) -> {
            Map<String, String> listeners = closed.get(key.namespace() + "/" + key.name());
            return listeners == null
                    ? status
                    : new Generated<>(status.generation(), corrected(status.status(), listeners));
        });
        return new Statuses(statuses.gatewayClasses(), gateways, statuses.routes());
    }

    /** What happened to the listeners whose socket could not be opened, by Gateway and section name. */
    private static Map<String, Map<String, String>> closedListeners(List<PortBinding> ports, ServingReport report) {
        Map<String, Map<String, String>> closed = new HashMap<>();
        for (PortBinding port : ports) {
            String failure = report.failures().get(port.socket());
            if (failure != null) {
                Map<String, String> listeners = closed.computeIfAbsent(port.gateway(), _ -> new LinkedHashMap<>());
                for (String name : listenersOf(port)) {
                    listeners.put(
                            name,
                            "port " + port.listenerPort() + " cannot be opened (" + port.socket() + "): " + failure
                                    + "; it is tried again");
                }
            }
        }
        return closed;
    }

    private static List<String> listenersOf(PortBinding port) {
        HttpPort http =
                switch (port.routes()) {
                    case PortRoutes.Http(HttpPort plain) -> plain;
                    case PortRoutes.Tls(var _, @Nullable HttpPort terminated) -> terminated;
                };
        return http == null
                ? List.of()
                : http.listeners().values().stream().map(HttpListener::name).toList();
    }

    private static GatewayStatus corrected(GatewayStatus status, Map<String, String> closed) {
        List<ListenerStatus> listeners = new ArrayList<>();
        for (ListenerStatus listener : status.listeners()) {
            String failure = closed.get(listener.name());
            listeners.add(failure == null ? listener : unavailable(listener, failure));
        }
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : status.conditions()) {
            conditions.add(
                    switch (condition.type()) {
                        case Condition.ACCEPTED -> GatewayConditions.accepted(null, listeners);
                        case Condition.PROGRAMMED ->
                            Condition.no(
                                    Condition.PROGRAMMED,
                                    Reason.PORT_UNAVAILABLE,
                                    String.join(
                                            "; ",
                                            closed.values().stream().distinct().toList()));
                        default -> condition;
                    });
        }
        return new GatewayStatus(status.addresses(), conditions, listeners);
    }

    private static ListenerStatus unavailable(ListenerStatus listener, String failure) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : listener.conditions()) {
            boolean concerned = condition.type().equals(Condition.ACCEPTED)
                    || condition.type().equals(Condition.PROGRAMMED);
            conditions.add(
                    concerned && condition.isTrue()
                            ? Condition.no(condition.type(), Reason.PORT_UNAVAILABLE, failure)
                            : condition);
        }
        return new ListenerStatus(listener.name(), listener.supportedKinds(), listener.attachedRoutes(), conditions);
    }
}

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

    /** Why a listener is not served; a closed socket refuses it, anything else leaves it accepted. */
    private record Failure(String reason, String message) {
        boolean refuses() {
            return reason.equals(Reason.PORT_UNAVAILABLE);
        }
    }

    static Statuses of(Compilation compilation, ServingReport report) {
        Statuses statuses = compilation.statuses();
        Map<String, Map<String, Failure>> failed =
                failedListeners(compilation.table().ports(), report);
        if (failed.isEmpty()) {
            return statuses;
        }
        Map<ResourceKey, Generated<GatewayStatus>> gateways = new HashMap<>(statuses.gateways());
        gateways.replaceAll((key, status) -> {
            Map<String, Failure> listeners = failed.get(key.namespace() + "/" + key.name());
            return listeners == null
                    ? status
                    : new Generated<>(status.generation(), corrected(status.status(), listeners));
        });
        return new Statuses(statuses.gatewayClasses(), gateways, statuses.routes());
    }

    /** What happened to the listeners that are not served, by Gateway and section name. */
    private static Map<String, Map<String, Failure>> failedListeners(List<PortBinding> ports, ServingReport report) {
        Map<String, Map<String, Failure>> failed = new HashMap<>();
        for (ServingReport.ListenerFailure failure : report.listenerFailures()) {
            failed.computeIfAbsent(failure.gateway(), _ -> new LinkedHashMap<>())
                    .put(failure.listener(), new Failure(Reason.INVALID, failure.cause()));
        }
        for (PortBinding port : ports) {
            String cause = report.failures().get(port.socket());
            if (cause != null) {
                Map<String, Failure> listeners = failed.computeIfAbsent(port.gateway(), _ -> new LinkedHashMap<>());
                for (String name : listenersOf(port)) {
                    listeners.put(
                            name,
                            new Failure(
                                    Reason.PORT_UNAVAILABLE,
                                    "port " + port.listenerPort() + " cannot be opened (" + port.socket() + "): "
                                            + cause + "; it is tried again"));
                }
            }
        }
        return failed;
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

    private static GatewayStatus corrected(GatewayStatus status, Map<String, Failure> failed) {
        List<ListenerStatus> listeners = new ArrayList<>();
        for (ListenerStatus listener : status.listeners()) {
            Failure failure = failed.get(listener.name());
            listeners.add(failure == null ? listener : corrected(listener, failure));
        }
        List<String> closed = failed.values().stream()
                .filter(Failure::refuses)
                .map(Failure::message)
                .distinct()
                .toList();
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : status.conditions()) {
            conditions.add(
                    switch (condition.type()) {
                        case Condition.ACCEPTED -> GatewayConditions.accepted(null, listeners);
                        case Condition.PROGRAMMED -> programmed(condition, listeners, closed);
                        default -> condition;
                    });
        }
        return new GatewayStatus(status.addresses(), conditions, listeners);
    }

    private static Condition programmed(Condition before, List<ListenerStatus> listeners, List<String> closed) {
        if (!closed.isEmpty()) {
            return Condition.no(Condition.PROGRAMMED, Reason.PORT_UNAVAILABLE, String.join("; ", closed));
        }
        return before.isTrue() ? GatewayConditions.programmed(listeners) : before;
    }

    private static ListenerStatus corrected(ListenerStatus listener, Failure failure) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : listener.conditions()) {
            boolean concerned = condition.type().equals(Condition.PROGRAMMED)
                    || (failure.refuses() && condition.type().equals(Condition.ACCEPTED));
            conditions.add(
                    concerned && condition.isTrue()
                            ? Condition.no(condition.type(), failure.reason(), failure.message())
                            : condition);
        }
        return new ListenerStatus(listener.name(), listener.supportedKinds(), listener.attachedRoutes(), conditions);
    }
}

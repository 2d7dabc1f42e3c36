package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.HostnameIndex;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.TlsListener;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statuses corrected by what the data plane really serves. */
final class ServedStatuses {
    private final Statuses statuses;
    private final Map<ResourceKey, Generated<GatewayStatus>> gateways;
    private final Map<ResourceKey, Generated<ListenerSetStatus>> sets;

    private ServedStatuses(Statuses statuses) {
        this.statuses = statuses;
        gateways = new HashMap<>(statuses.gateways());
        sets = new HashMap<>(statuses.listenerSets());
    }

    static Statuses of(Compilation compilation, ServingReport report) {
        Map<String, Map<String, ServingFailure>> failed =
                failedListeners(compilation.table().ports(), report);
        if (failed.isEmpty() && report.waiting().isEmpty()) {
            return compilation.statuses();
        }
        Map<String, String> waiting = new HashMap<>(report.waiting());
        if (report.returning()) {
            waiting.keySet().removeIf(gateway -> wasProgrammed(compilation.resources(), keyOf(gateway)));
        }
        return new ServedStatuses(compilation.statuses()).corrected(failed, waiting);
    }

    /** What happened to the listeners that are not served, by Gateway and name in the table. */
    private static Map<String, Map<String, ServingFailure>> failedListeners(
            List<PortBinding> ports, ServingReport report) {
        Map<String, Map<String, ServingFailure>> failed = new HashMap<>();
        for (ServingReport.ListenerFailure failure : report.listenerFailures()) {
            failed.computeIfAbsent(failure.gateway(), _ -> new LinkedHashMap<>())
                    .put(failure.listener(), new ServingFailure(Reason.INVALID, failure.cause()));
        }
        for (PortBinding port : ports) {
            String cause = report.failures().get(port.socket());
            if (cause != null) {
                Map<String, ServingFailure> listeners =
                        failed.computeIfAbsent(port.gateway(), _ -> new LinkedHashMap<>());
                for (String name : listenersOf(port)) {
                    listeners.put(
                            name,
                            new ServingFailure(
                                    Reason.PORT_UNAVAILABLE,
                                    "port " + port.listenerPort() + " cannot be opened (" + port.socket() + "): "
                                            + cause + "; it is tried again"));
                }
            }
        }
        return failed;
    }

    private static Set<String> listenersOf(PortBinding port) {
        Set<String> names = new LinkedHashSet<>();
        switch (port.routes()) {
            case PortRoutes.Http(HttpPort plain) -> addListeners(plain, names);
            case PortRoutes.Tls(HostnameIndex<TlsListener> listeners, @Nullable HttpPort http) -> {
                listeners.values().forEach(listener -> names.add(listener.name()));
                if (http != null) {
                    addListeners(http, names);
                }
            }
            case PortRoutes.Tcp(StreamListener listener) -> names.add(listener.name());
            case PortRoutes.Udp(StreamListener listener) -> names.add(listener.name());
        }
        return names;
    }

    private static void addListeners(HttpPort http, Set<String> names) {
        http.listeners().values().forEach(listener -> names.add(listener.name()));
    }

    private Statuses corrected(Map<String, Map<String, ServingFailure>> failed, Map<String, String> waiting) {
        failed.forEach((gateway, failures) -> {
            ResourceKey key = keyOf(gateway);
            Map<String, ServingFailure> own = new LinkedHashMap<>();
            Map<ResourceKey, Map<String, ServingFailure>> bySet = new LinkedHashMap<>();
            failures.forEach((name, failure) -> {
                ListenerId ofSet = ListenerId.ofSet(name);
                if (ofSet == null) {
                    own.put(name, failure);
                } else {
                    bySet.computeIfAbsent(ofSet.owner(), _ -> new LinkedHashMap<>())
                            .put(ofSet.name(), failure);
                }
            });
            int lost = 0;
            for (Map.Entry<ResourceKey, Map<String, ServingFailure>> set : bySet.entrySet()) {
                lost += correctSet(set.getKey(), set.getValue()) ? 1 : 0;
            }
            int lostSets = lost;
            gateways.computeIfPresent(
                    key,
                    (_, status) -> new Generated<>(status.generation(), corrected(status.status(), own, lostSets)));
        });
        waiting.forEach((gateway, cause) -> gateways.computeIfPresent(
                keyOf(gateway), (_, status) -> new Generated<>(status.generation(), waiting(status.status(), cause))));
        return new Statuses(statuses.gatewayClasses(), gateways, sets, statuses.routes(), statuses.policies());
    }

    private static ResourceKey keyOf(String gateway) {
        int slash = gateway.indexOf('/');
        return new ResourceKey("Gateway", gateway.substring(0, slash), gateway.substring(slash + 1));
    }

    /** Whether it is said that this Gateway, as it is now, is programmed. */
    private static boolean wasProgrammed(ResourceSnapshot resources, ResourceKey key) {
        Gateway gateway = resources.get(Gateway.class, key.namespace(), key.name());
        return gateway != null
                && gateway.getStatus() != null
                && gateway.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals(Condition.PROGRAMMED)
                                && condition.getStatus().equals("True")
                                && Objects.equals(
                                        condition.getObservedGeneration(),
                                        gateway.getMetadata().getGeneration()));
    }

    /** A Gateway that nobody serves as it is now; what else keeps it from being programmed says more. */
    private static GatewayStatus waiting(GatewayStatus status, String cause) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : status.conditions()) {
            conditions.add(
                    condition.type().equals(Condition.PROGRAMMED) && condition.isTrue()
                            ? Condition.no(Condition.PROGRAMMED, Reason.PENDING, "The Gateway waits: " + cause)
                            : condition);
        }
        return new GatewayStatus(status.addresses(), conditions, status.listeners(), status.attachedListenerSets());
    }

    private static GatewayStatus corrected(GatewayStatus status, Map<String, ServingFailure> failed, int lostSets) {
        List<ListenerStatus> listeners = ServingFailure.correct(status.listeners(), failed);
        List<String> closed = ServingFailure.closed(failed);
        int attached = status.attachedListenerSets() - lostSets;
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : status.conditions()) {
            conditions.add(
                    switch (condition.type()) {
                        case Condition.ACCEPTED -> GatewayConditions.accepted(null, listeners, attached > 0);
                        case Condition.PROGRAMMED -> programmed(condition, listeners, closed, attached > 0);
                        default -> condition;
                    });
        }
        return new GatewayStatus(status.addresses(), conditions, listeners, attached);
    }

    private static Condition programmed(
            Condition before, List<ListenerStatus> listeners, List<String> closed, boolean hasSets) {
        if (!closed.isEmpty()) {
            return Condition.no(Condition.PROGRAMMED, Reason.PORT_UNAVAILABLE, String.join("; ", closed));
        }
        return before.isTrue() ? GatewayConditions.programmed(listeners, hasSets) : before;
    }

    /** Corrects a ListenerSet; whether it is no longer accepted, for none of its listeners is served. */
    private boolean correctSet(ResourceKey key, Map<String, ServingFailure> failed) {
        Generated<ListenerSetStatus> before = sets.get(key);
        if (before == null) {
            return false;
        }
        List<ListenerStatus> listeners = ServingFailure.correct(before.status().listeners(), failed);
        List<String> closed = ServingFailure.closed(failed);
        List<String> bad = GatewayConditions.without(Condition.PROGRAMMED, listeners);
        boolean lost = !closed.isEmpty() && bad.size() == listeners.size();
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : before.status().conditions()) {
            conditions.add(
                    switch (condition.type()) {
                        case Condition.ACCEPTED -> accepted(condition, bad, closed, lost);
                        case Condition.PROGRAMMED ->
                            lost
                                    ? Condition.no(
                                            Condition.PROGRAMMED, Reason.PORT_UNAVAILABLE, String.join("; ", closed))
                                    : ListenerSetStatuses.programmed(listeners);
                        default -> condition;
                    });
        }
        sets.put(key, new Generated<>(before.generation(), new ListenerSetStatus(conditions, listeners)));
        return lost;
    }

    private static Condition accepted(Condition before, List<String> bad, List<String> closed, boolean lost) {
        if (closed.isEmpty()) {
            return before;
        }
        String message = "These listeners are not valid: " + String.join(", ", bad);
        return lost
                ? Condition.no(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message)
                : Condition.yes(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message + "; the others are");
    }
}

package dev.sluice.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merge of a desired Gateway status with the live one.
 *
 * @param changed whether anything has to be written
 * @param addresses the whole list, which is ours alone
 * @param conditions ours, as they are written; server-side apply keeps those of others
 * @param listeners ours, as they are written
 * @param orphans names of live listeners that are no longer wanted but hold conditions of others: server-side apply
 *     would keep such an entry half empty, and refuse it for its missing fields
 */
public record GatewayMerge(
        boolean changed,
        List<GatewayStatus.Address> addresses,
        List<LiveCondition> conditions,
        List<Listener> listeners,
        List<String> orphans) {
    public GatewayMerge {
        addresses = List.copyOf(addresses);
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
        orphans = List.copyOf(orphans);
    }

    /** The status of a listener as it stands, or as it is about to. */
    public record Listener(
            String name,
            List<ListenerStatus.RouteGroupKind> supportedKinds,
            int attachedRoutes,
            List<LiveCondition> conditions) {
        public Listener {
            supportedKinds = List.copyOf(supportedKinds);
            conditions = List.copyOf(conditions);
        }
    }

    /** The status of a Gateway as it stands. */
    public record Live(
            List<GatewayStatus.Address> addresses, List<LiveCondition> conditions, List<Listener> listeners) {
        public Live {
            addresses = List.copyOf(addresses);
            conditions = List.copyOf(conditions);
            listeners = List.copyOf(listeners);
        }
    }

    public static GatewayMerge of(GatewayStatus desired, long generation, Live live, String now) {
        List<LiveCondition> conditions = ConditionMerge.stamp(desired.conditions(), generation, live.conditions(), now);
        boolean written = ConditionMerge.isWritten(conditions, live.conditions())
                && desired.addresses().equals(live.addresses());

        Map<String, Listener> left = new HashMap<>();
        for (Listener listener : live.listeners()) {
            left.put(listener.name(), listener);
        }
        List<Listener> listeners = new ArrayList<>(desired.listeners().size());
        for (ListenerStatus wanted : desired.listeners()) {
            Listener before = left.remove(wanted.name());
            List<LiveCondition> liveConditions = before == null ? List.of() : before.conditions();
            Listener stamped = new Listener(
                    wanted.name(),
                    wanted.supportedKinds(),
                    wanted.attachedRoutes(),
                    ConditionMerge.stamp(wanted.conditions(), generation, liveConditions, now));
            listeners.add(stamped);
            written &= before != null
                    && before.attachedRoutes() == stamped.attachedRoutes()
                    && before.supportedKinds().equals(stamped.supportedKinds())
                    && ConditionMerge.isWritten(stamped.conditions(), liveConditions);
        }
        List<String> orphans = new ArrayList<>();
        for (Listener listener : left.values()) {
            if (listener.conditions().stream().anyMatch(c -> ConditionMerge.isForeign(c, List.of()))) {
                orphans.add(listener.name());
            }
        }
        return new GatewayMerge(!written || !left.isEmpty(), desired.addresses(), conditions, listeners, orphans);
    }
}

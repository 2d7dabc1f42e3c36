package dev.sluice.status;

import java.util.List;

/**
 * The merge of a desired Gateway status with the live one.
 *
 * @param difference whether anything has to be written
 * @param addresses the whole list, which is ours alone
 * @param conditions ours, as they are written; server-side apply keeps those of others
 */
public record GatewayMerge(
        Difference difference,
        List<GatewayStatus.Address> addresses,
        List<LiveCondition> conditions,
        ListenersMerge listeners,
        int attachedListenerSets) {
    public GatewayMerge {
        addresses = List.copyOf(addresses);
        conditions = List.copyOf(conditions);
    }

    /**
     * The status of a Gateway as it stands.
     *
     * @param attachedListenerSets 0 also if the status does not say, as with older definitions of Gateway
     */
    public record Live(
            List<GatewayStatus.Address> addresses,
            List<LiveCondition> conditions,
            List<ListenersMerge.Listener> listeners,
            int attachedListenerSets) {
        public Live {
            addresses = List.copyOf(addresses);
            conditions = List.copyOf(conditions);
            listeners = List.copyOf(listeners);
        }
    }

    public static GatewayMerge of(GatewayStatus desired, long generation, Live live, String now) {
        List<LiveCondition> conditions = ConditionMerge.stamp(desired.conditions(), generation, live.conditions(), now);
        ListenersMerge listeners = ListenersMerge.of(desired.listeners(), generation, live.listeners(), now);
        Difference difference = Difference.of(
                desired.attachedListenerSets() == live.attachedListenerSets(),
                ConditionMerge.isWritten(conditions, live.conditions())
                        && desired.addresses().equals(live.addresses()));
        return new GatewayMerge(
                difference.and(listeners.difference()),
                desired.addresses(),
                conditions,
                listeners,
                desired.attachedListenerSets());
    }
}

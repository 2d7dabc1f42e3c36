package dev.sluice.status;

import java.util.List;

/**
 * The merge of a desired ListenerSet status with the live one.
 *
 * @param difference whether anything has to be written
 * @param conditions ours, as they are written; server-side apply keeps those of others
 */
public record ListenerSetMerge(Difference difference, List<LiveCondition> conditions, ListenersMerge listeners) {
    public ListenerSetMerge {
        conditions = List.copyOf(conditions);
    }

    public static ListenerSetMerge of(
            ListenerSetStatus desired,
            long generation,
            List<LiveCondition> liveConditions,
            List<ListenersMerge.Listener> liveListeners,
            String now) {
        List<LiveCondition> conditions = ConditionMerge.stamp(desired.conditions(), generation, liveConditions, now);
        ListenersMerge listeners = ListenersMerge.of(desired.listeners(), generation, liveListeners, now);
        Difference difference = Difference.of(true, ConditionMerge.isWritten(conditions, liveConditions));
        return new ListenerSetMerge(difference.and(listeners.difference()), conditions, listeners);
    }
}

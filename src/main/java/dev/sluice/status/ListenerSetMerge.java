package dev.sluice.status;

import java.util.List;

/**
 * The merge of a desired ListenerSet status with the live one.
 *
 * @param changed whether anything has to be written
 * @param conditions ours, as they are written; server-side apply keeps those of others
 */
public record ListenerSetMerge(boolean changed, List<LiveCondition> conditions, ListenersMerge listeners) {
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
        boolean written = ConditionMerge.isWritten(conditions, liveConditions) && !listeners.changed();
        return new ListenerSetMerge(!written, conditions, listeners);
    }
}

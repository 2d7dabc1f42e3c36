package dev.sluice.status;

import java.util.List;

/** The desired status of a ListenerSet. */
public record ListenerSetStatus(List<Condition> conditions, List<ListenerStatus> listeners) {
    public ListenerSetStatus {
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
    }
}

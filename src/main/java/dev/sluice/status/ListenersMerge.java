package dev.sluice.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merge of the listeners of a desired status with the live ones, which are a list keyed by name.
 *
 * @param difference whether anything has to be written
 * @param listeners ours, as they are written; server-side apply keeps the conditions of others
 * @param orphans names of live listeners that are no longer wanted but hold conditions of others: server-side apply
 *     would keep such an entry half empty, and refuse it for its missing fields
 */
public record ListenersMerge(Difference difference, List<Listener> listeners, List<String> orphans) {
    public ListenersMerge {
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

    static ListenersMerge of(List<ListenerStatus> desired, long generation, List<Listener> live, String now) {
        Map<String, Listener> left = new HashMap<>();
        for (Listener listener : live) {
            left.put(listener.name(), listener);
        }
        Difference difference = Difference.NONE;
        List<Listener> listeners = new ArrayList<>(desired.size());
        for (ListenerStatus wanted : desired) {
            Listener before = left.remove(wanted.name());
            List<LiveCondition> liveConditions = before == null ? List.of() : before.conditions();
            Listener stamped = new Listener(
                    wanted.name(),
                    wanted.supportedKinds(),
                    wanted.attachedRoutes(),
                    ConditionMerge.stamp(wanted.conditions(), generation, liveConditions, now));
            listeners.add(stamped);
            difference = difference.and(
                    before == null
                            ? Difference.REST
                            : Difference.of(
                                    before.attachedRoutes() == stamped.attachedRoutes(),
                                    before.supportedKinds().equals(stamped.supportedKinds())
                                            && ConditionMerge.isWritten(stamped.conditions(), liveConditions)));
        }
        List<String> orphans = new ArrayList<>();
        for (Listener listener : left.values()) {
            if (listener.conditions().stream().anyMatch(c -> ConditionMerge.isForeign(c, List.of()))) {
                orphans.add(listener.name());
            }
        }
        return new ListenersMerge(left.isEmpty() ? difference : Difference.REST, listeners, orphans);
    }
}

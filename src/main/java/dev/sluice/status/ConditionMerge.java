package dev.sluice.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The merge of desired conditions with those that an object has. A condition whose status stays the same keeps its
 * {@code lastTransitionTime}; conditions of types that this controller does not write belong to others.
 */
public final class ConditionMerge {
    /** Every condition type that this controller writes; one that is no longer desired is taken away. */
    public static final Set<String> OWN_TYPES = Set.of(
            Condition.ACCEPTED,
            Condition.PROGRAMMED,
            Condition.RESOLVED_REFS,
            Condition.CONFLICTED,
            Condition.SUPPORTED_VERSION,
            Condition.ADDRESSES_ASSIGNED,
            Condition.DEFAULT_GATEWAY,
            Condition.PARTIALLY_INVALID,
            Condition.INSECURE_FRONTEND_VALIDATION_MODE,
            Condition.OVERLAPPING_TLS_CONFIG);

    private ConditionMerge() {}

    /**
     * The desired conditions as they are written.
     *
     * @param generation becomes observedGeneration
     * @param live what the object has now, in any order, with those of others
     * @param now RFC 3339, for conditions whose status changes
     * @return one for each desired condition, in their order; none of others
     */
    public static List<LiveCondition> stamp(
            List<Condition> desired, long generation, List<LiveCondition> live, String now) {
        Map<String, LiveCondition> liveByType = new HashMap<>();
        for (LiveCondition condition : live) {
            liveByType.put(condition.type(), condition);
        }
        List<LiveCondition> stamped = new ArrayList<>(desired.size());
        for (Condition condition : desired) {
            LiveCondition before = liveByType.get(condition.type());
            String status = condition.status().text();
            stamped.add(new LiveCondition(
                    condition.type(),
                    status,
                    condition.reason(),
                    condition.message(),
                    generation,
                    before != null && before.status().equals(status) ? before.lastTransitionTime() : now));
        }
        return stamped;
    }

    /** Whether the object already has exactly these of our conditions, whatever others it has. */
    public static boolean isWritten(List<LiveCondition> stamped, List<LiveCondition> live) {
        int own = 0;
        for (LiveCondition condition : live) {
            if (stamped.contains(condition)) {
                own++;
            } else if (OWN_TYPES.contains(condition.type())) {
                return false;
            }
        }
        return own == stamped.size();
    }

    /** Our conditions first, then those of others that stand beside them. */
    public static List<LiveCondition> withForeign(List<LiveCondition> stamped, List<LiveCondition> live) {
        List<LiveCondition> merged = new ArrayList<>(stamped);
        for (LiveCondition condition : live) {
            if (isForeign(condition, stamped)) {
                merged.add(condition);
            }
        }
        return merged;
    }

    /** Whether a condition is of a type that this controller does not write. */
    public static boolean isForeign(LiveCondition condition, List<LiveCondition> stamped) {
        if (OWN_TYPES.contains(condition.type())) {
            return false;
        }
        for (LiveCondition own : stamped) {
            if (own.type().equals(condition.type())) {
                return false;
            }
        }
        return true;
    }
}

package dev.sluice.status;

import java.util.List;

/** The desired status of a policy: one entry for each ancestor of ours that it has an effect on. */
public record PolicyStatus(List<Ancestor> ancestors) {
    public PolicyStatus {
        ancestors = List.copyOf(ancestors);
    }

    /** What this controller says of a policy towards one ancestor, which is a Gateway. */
    public record Ancestor(ParentReference ancestorRef, List<Condition> conditions) {
        public Ancestor {
            conditions = List.copyOf(conditions);
        }
    }
}

package dev.sluice.status;

import java.util.List;

/** The desired status of a route: one entry for each parent that is ours, in the order of the route's parentRefs. */
public record RouteStatus(List<Parent> parents) {
    public RouteStatus {
        parents = List.copyOf(parents);
    }

    /** What this controller says of a route towards one parent. */
    public record Parent(ParentReference parentRef, List<Condition> conditions) {
        public Parent {
            conditions = List.copyOf(conditions);
        }
    }
}

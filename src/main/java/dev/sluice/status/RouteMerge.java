package dev.sluice.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The merge of a route's desired parents, or of a policy's desired ancestors, with the live ones. {@code status.parents}
 * and {@code status.ancestors} are atomic lists, written as a whole: entries of other controllers stay as they are and
 * where they are.
 *
 * @param changed whether anything has to be written
 * @param parents the whole list
 * @param <P> how the caller holds a parent entry
 */
public record RouteMerge<P>(boolean changed, List<Entry<P>> parents) {
    /** The API takes no more (RouteStatus.parents). */
    private static final int MOST_PARENTS = 32;
    /** The API takes no more of a policy (PolicyStatus.ancestors). */
    public static final int MOST_ANCESTORS = 16;
    /** The API takes no more of an XBackend (BackendStatus.ancestors). */
    public static final int MOST_ANCESTORS_OF_BACKEND = 32;

    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    public RouteMerge {
        parents = List.copyOf(parents);
    }

    /** An entry as it stands on the route. */
    public record Live<P>(
            String controllerName, ParentReference parentRef, List<LiveCondition> conditions, P original) {
        public Live {
            conditions = List.copyOf(conditions);
        }
    }

    /** An entry of the merged list. */
    public sealed interface Entry<P> {
        /** Another controller's, to be written back as it was. */
        record Foreign<P>(P original) implements Entry<P> {}

        /** Ours, with the conditions that others put beside ours. */
        record Own<P>(ParentReference parentRef, List<LiveCondition> conditions) implements Entry<P> {
            public Own {
                conditions = List.copyOf(conditions);
            }
        }
    }

    /**
     * Merges.
     *
     * @param desired null if the route has no parent of ours: what was written earlier is withdrawn
     * @param controllerName entries with this controllerName are ours
     */
    public static <P> RouteMerge<P> of(
            @Nullable RouteStatus desired, long generation, String controllerName, List<Live<P>> live, String now) {
        List<RouteStatus.Parent> wanted = desired == null ? new ArrayList<>() : new ArrayList<>(desired.parents());
        return of(wanted, MOST_PARENTS, generation, controllerName, live, now);
    }

    /**
     * Merges the ancestors of a policy or XBackend.
     *
     * @param most how many the API takes
     * @param desired null if the policy has no ancestor of ours: what was written earlier is withdrawn
     * @param controllerName entries with this controllerName are ours
     */
    public static <P> RouteMerge<P> ofPolicy(
            @Nullable PolicyStatus desired,
            int most,
            long generation,
            String controllerName,
            List<Live<P>> live,
            String now) {
        List<RouteStatus.Parent> wanted = new ArrayList<>();
        if (desired != null) {
            for (PolicyStatus.Ancestor ancestor : desired.ancestors()) {
                wanted.add(new RouteStatus.Parent(ancestor.ancestorRef(), ancestor.conditions()));
            }
        }
        return of(wanted, most, generation, controllerName, live, now);
    }

    private static <P> RouteMerge<P> of(
            List<RouteStatus.Parent> wanted,
            int most,
            long generation,
            String controllerName,
            List<Live<P>> live,
            String now) {
        List<Entry<P>> parents = new ArrayList<>(live.size() + wanted.size());
        boolean changed = false;
        for (Live<P> entry : live) {
            if (!entry.controllerName().equals(controllerName)) {
                parents.add(new Entry.Foreign<>(entry.original()));
                continue;
            }
            RouteStatus.Parent match = take(wanted, entry.parentRef());
            if (match == null) {
                changed = true;
                continue;
            }
            List<LiveCondition> stamped = ConditionMerge.stamp(match.conditions(), generation, entry.conditions(), now);
            changed |= !ConditionMerge.isWritten(stamped, entry.conditions());
            parents.add(new Entry.Own<>(match.parentRef(), ConditionMerge.withForeign(stamped, entry.conditions())));
        }
        for (RouteStatus.Parent parent : wanted) {
            if (parents.size() < most) {
                changed = true;
                parents.add(new Entry.Own<>(
                        parent.parentRef(), ConditionMerge.stamp(parent.conditions(), generation, List.of(), now)));
            }
        }
        return new RouteMerge<>(changed, parents);
    }

    private static RouteStatus.@Nullable Parent take(List<RouteStatus.Parent> wanted, ParentReference parentRef) {
        for (int i = 0; i < wanted.size(); i++) {
            if (same(wanted.get(i).parentRef(), parentRef)) {
                return wanted.remove(i);
            }
        }
        return null;
    }

    /** The API server fills in group and kind where they were left out. */
    private static boolean same(ParentReference left, ParentReference right) {
        return left.name().equals(right.name())
                && Objects.equals(left.namespace(), right.namespace())
                && Objects.equals(left.sectionName(), right.sectionName())
                && Objects.equals(left.port(), right.port())
                && Objects.requireNonNullElse(left.kind(), "Gateway")
                        .equals(Objects.requireNonNullElse(right.kind(), "Gateway"))
                && Objects.requireNonNullElse(left.group(), GATEWAY_GROUP)
                        .equals(Objects.requireNonNullElse(right.group(), GATEWAY_GROUP));
    }
}

package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.List;
import java.util.Map;

/**
 * ListenerSets whose Gateway does not exist. While it has never been there nobody knows whose they are, and they stay
 * Pending, as the API server makes them; if they say that they are accepted or served, the Gateway was deleted since, and
 * that is no longer so.
 */
final class OrphanedListenerSets {
    private OrphanedListenerSets() {}

    static void tell(ResourceSnapshot snapshot, Map<ResourceKey, Generated<ListenerSetStatus>> statuses) {
        for (ListenerSet set : snapshot.all(ListenerSet.class)) {
            ResourceKey gateway = ListenerSets.gatewayOf(set);
            if (gateway != null
                    && snapshot.get(Gateway.class, gateway.namespace(), gateway.name()) == null
                    && saysYes(set)) {
                String message = "The Gateway " + gateway.namespace() + "/" + gateway.name() + " does not exist";
                statuses.put(
                        ResourceKey.of(set),
                        Generated.of(
                                set,
                                new ListenerSetStatus(
                                        List.of(
                                                Condition.no(Condition.ACCEPTED, Reason.PARENT_NOT_ACCEPTED, message),
                                                Condition.no(
                                                        Condition.PROGRAMMED, Reason.PARENT_NOT_PROGRAMMED, message)),
                                        List.of())));
            }
        }
    }

    private static boolean saysYes(ListenerSet set) {
        return set.getStatus() != null
                && set.getStatus().getConditions() != null
                && set.getStatus().getConditions().stream()
                        .anyMatch(condition -> "True".equals(condition.getStatus())
                                && (Condition.ACCEPTED.equals(condition.getType())
                                        || Condition.PROGRAMMED.equals(condition.getType())));
    }
}

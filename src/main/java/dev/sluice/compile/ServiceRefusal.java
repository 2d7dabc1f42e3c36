package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why the Service of a Gateway or its own proxy, without which it is not reached as it asks to be, could not be written.
 *
 * @param reason of the condition Programmed
 * @param message for a person: what was refused, the words of who refused it, and the remedy
 */
public record ServiceRefusal(String reason, String message) {
    /**
     * The statuses, corrected by what happened to them: a Gateway that is accepted is not programmed, and with
     * it its ListenerSets, while something is refused.
     *
     * @param refusals by Gateway
     */
    public static Statuses correct(
            Compilation compilation, Statuses statuses, Map<ResourceKey, ServiceRefusal> refusals) {
        if (refusals.isEmpty()) {
            return statuses;
        }
        Map<ResourceKey, Generated<GatewayStatus>> gateways = new HashMap<>(statuses.gateways());
        Map<ResourceKey, Generated<ListenerSetStatus>> sets = new HashMap<>(statuses.listenerSets());
        refusals.forEach((gateway, refusal) -> gateways.computeIfPresent(
                gateway, (_, before) -> new Generated<>(before.generation(), refusal.correct(before.status()))));
        sets.replaceAll((key, before) -> {
            ListenerSet set = compilation.resources().get(ListenerSet.class, key.namespace(), key.name());
            ResourceKey gateway = set == null ? null : ListenerSets.gatewayOf(set);
            if (gateway == null || !refusals.containsKey(gateway)) {
                return before;
            }
            Condition unreached = ListenerSetStatuses.unreached(gateway.namespace() + "/" + gateway.name());
            return new Generated<>(
                    before.generation(),
                    new ListenerSetStatus(
                            correct(before.status().conditions(), unreached),
                            before.status().listeners()));
        });
        return new Statuses(statuses.gatewayClasses(), gateways, sets, statuses.routes(), statuses.policies());
    }

    private GatewayStatus correct(GatewayStatus status) {
        return new GatewayStatus(
                status.addresses(),
                correct(status.conditions(), Condition.no(Condition.PROGRAMMED, reason, message)),
                status.listeners(),
                status.attachedListenerSets());
    }

    /** What is not accepted has reasons of its own. */
    private static List<Condition> correct(List<Condition> conditions, Condition programmed) {
        boolean accepted = conditions.stream()
                .anyMatch(condition -> condition.type().equals(Condition.ACCEPTED) && condition.isTrue());
        List<Condition> corrected = new ArrayList<>();
        for (Condition condition : conditions) {
            corrected.add(accepted && condition.type().equals(Condition.PROGRAMMED) ? programmed : condition);
        }
        return corrected;
    }
}

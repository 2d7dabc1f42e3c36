package dev.sluice.kubernetes;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something of a Gateway or ListenerSet that somebody has to do something about.
 *
 * @param listener the listener's name; empty if it is of the whole object
 * @param reason of the condition that says so
 */
record Trouble(ResourceKey object, String listener, String reason) {
    /** What the statuses say, with the message for a person: of each listener, and of each object, the most telling. */
    static Map<Trouble, String> of(Statuses statuses) {
        Map<Trouble, String> troubles = new LinkedHashMap<>();
        statuses.gateways().forEach((key, gateway) -> {
            add(troubles, key, gateway.status().conditions());
            addListeners(troubles, key, gateway.status().listeners());
        });
        statuses.listenerSets().forEach((key, set) -> {
            add(troubles, key, set.status().conditions());
            addListeners(troubles, key, set.status().listeners());
        });
        return troubles;
    }

    private static void add(Map<Trouble, String> troubles, ResourceKey object, List<Condition> conditions) {
        Condition worst = worst(conditions);
        // What is wrong with listeners alone is said of them.
        if (worst != null
                && !worst.reason().equals(Reason.LISTENERS_NOT_VALID)
                && !worst.reason().equals(Reason.LISTENERS_NOT_RESOLVED)
                && !worst.reason().equals(Reason.INVALID)) {
            troubles.put(new Trouble(object, "", worst.reason()), worst.message());
        }
    }

    private static void addListeners(
            Map<Trouble, String> troubles, ResourceKey object, List<ListenerStatus> listeners) {
        for (ListenerStatus listener : listeners) {
            Condition worst = worst(listener.conditions());
            if (worst != null && !worst.reason().equals(Reason.PENDING)) {
                troubles.put(
                        new Trouble(object, listener.name(), worst.reason()),
                        "Listener " + listener.name() + ": " + worst.message());
            }
        }
    }

    /** A conflict or a refusal says more than that nothing is served in consequence. */
    private static @Nullable Condition worst(List<Condition> conditions) {
        for (String type :
                List.of(Condition.CONFLICTED, Condition.ACCEPTED, Condition.RESOLVED_REFS, Condition.PROGRAMMED)) {
            for (Condition condition : conditions) {
                if (condition.type().equals(type) && condition.isTrue() == type.equals(Condition.CONFLICTED)) {
                    return condition;
                }
            }
        }
        return null;
    }
}

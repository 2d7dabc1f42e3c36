package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a Gateway that sum up its listeners'. */
final class GatewayConditions {
    private GatewayConditions() {}

    /** @param hasSets whether there is a ListenerSet with listeners that are valid: those are the Gateway's too */
    static Condition accepted(@Nullable Problem refused, List<ListenerStatus> listeners, boolean hasSets) {
        if (refused != null) {
            return Condition.no(Condition.ACCEPTED, refused.reason(), refused.message());
        }
        List<String> bad = without(Condition.ACCEPTED, listeners);
        if (bad.isEmpty()) {
            return Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The Gateway is accepted");
        }
        String message = "These listeners are not accepted: " + String.join(", ", bad);
        return bad.size() == listeners.size() && !hasSets
                ? Condition.no(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message)
                : Condition.yes(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message + "; the others are");
    }

    static Condition programmed(List<ListenerStatus> listeners, boolean hasSets) {
        List<String> bad = without(Condition.PROGRAMMED, listeners);
        if (bad.isEmpty()) {
            return Condition.yes(Condition.PROGRAMMED, Reason.PROGRAMMED, "The Gateway is served");
        }
        String message = "These listeners are not served: " + String.join(", ", bad);
        return bad.size() == listeners.size() && !hasSets
                ? Condition.no(Condition.PROGRAMMED, Reason.INVALID, message)
                : Condition.yes(Condition.PROGRAMMED, Reason.PROGRAMMED, message + "; the others are");
    }

    /** @param own a reference of the Gateway itself that does not resolve */
    static Condition resolvedRefs(@Nullable Problem own, List<ListenerStatus> listeners) {
        if (own != null) {
            return Condition.no(Condition.RESOLVED_REFS, own.reason(), own.message());
        }
        List<String> bad = without(Condition.RESOLVED_REFS, listeners);
        return bad.isEmpty()
                ? Condition.yes(Condition.RESOLVED_REFS, Reason.RESOLVED_REFS, "All references are resolved")
                : Condition.no(
                        Condition.RESOLVED_REFS,
                        Reason.LISTENERS_NOT_RESOLVED,
                        "These listeners have references that do not resolve: " + String.join(", ", bad));
    }

    /** The names of the listeners whose condition of a type is not True. */
    static List<String> without(String type, List<ListenerStatus> listeners) {
        List<String> names = new ArrayList<>();
        for (ListenerStatus listener : listeners) {
            for (Condition condition : listener.conditions()) {
                if (condition.type().equals(type) && !condition.isTrue()) {
                    names.add(listener.name());
                }
            }
        }
        return names;
    }
}

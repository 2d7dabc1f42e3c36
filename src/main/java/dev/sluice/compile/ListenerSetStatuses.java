package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.List;

/** The statuses of ListenerSets, once addresses are assigned and routes attached. */
final class ListenerSetStatuses {
    private ListenerSetStatuses() {}

    static ListenerSetStatus of(CompiledListenerSet set, CompiledGateway gateway) {
        Problem refused = set.refused();
        if (refused != null) {
            return new ListenerSetStatus(
                    List.of(
                            Condition.no(Condition.ACCEPTED, refused.reason(), refused.message()),
                            Condition.no(Condition.PROGRAMMED, refused.reason(), "The ListenerSet is not accepted")),
                    List.of());
        }
        List<ListenerStatus> listeners = ListenerStatuses.of(set.listeners(), gateway);
        return new ListenerSetStatus(List.of(accepted(set, gateway), programmed(set, gateway, listeners)), listeners);
    }

    /** Whether a set attaches to its Gateway: it may, and has a listener that can be served. */
    static boolean isAccepted(CompiledListenerSet set, CompiledGateway gateway) {
        return set.isAttached() && gateway.refused() == null && countValid(set) > 0;
    }

    private static int countValid(CompiledListenerSet set) {
        int valid = 0;
        for (CompiledListener listener : set.listeners()) {
            valid += listener.isServable() ? 1 : 0;
        }
        return valid;
    }

    private static Condition accepted(CompiledListenerSet set, CompiledGateway gateway) {
        if (gateway.refused() != null) {
            return Condition.no(
                    Condition.ACCEPTED,
                    Reason.PARENT_NOT_ACCEPTED,
                    "The Gateway " + gateway + " is not accepted; see its status");
        }
        int valid = countValid(set);
        if (valid == set.listeners().size()) {
            return Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The ListenerSet is accepted");
        }
        String message = "These listeners are not valid: "
                + String.join(
                        ", ",
                        set.listeners().stream()
                                .filter(listener -> !listener.isServable())
                                .map(CompiledListener::name)
                                .toList());
        return valid == 0
                ? Condition.no(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message)
                : Condition.yes(Condition.ACCEPTED, Reason.LISTENERS_NOT_VALID, message + "; the others are");
    }

    private static Condition programmed(
            CompiledListenerSet set, CompiledGateway gateway, List<ListenerStatus> listeners) {
        if (gateway.refused() != null) {
            return parentNotProgrammed("The Gateway " + gateway + " is not accepted");
        }
        if (countValid(set) == 0) {
            return Condition.no(
                    Condition.PROGRAMMED, Reason.LISTENERS_NOT_VALID, "The ListenerSet has no listener that is valid");
        }
        if (gateway.addresses().unassigned() != null) {
            return unreached(gateway.toString());
        }
        return programmed(listeners);
    }

    /** The condition of a set that is accepted, of a Gateway that is not reached as it asks to be. */
    static Condition unreached(String gateway) {
        return parentNotProgrammed("The Gateway " + gateway + " has no address that can be used; see its status");
    }

    private static Condition parentNotProgrammed(String message) {
        return Condition.no(Condition.PROGRAMMED, Reason.PARENT_NOT_PROGRAMMED, message);
    }

    /** The condition of a set that is accepted, with a Gateway that has addresses. */
    static Condition programmed(List<ListenerStatus> listeners) {
        List<String> bad = GatewayConditions.without(Condition.PROGRAMMED, listeners);
        if (bad.isEmpty()) {
            return Condition.yes(Condition.PROGRAMMED, Reason.PROGRAMMED, "The ListenerSet is served");
        }
        String message = "These listeners are not served: " + String.join(", ", bad);
        return bad.size() == listeners.size()
                ? Condition.no(Condition.PROGRAMMED, Reason.INVALID, message)
                : Condition.yes(Condition.PROGRAMMED, Reason.PROGRAMMED, message + "; the others are");
    }
}

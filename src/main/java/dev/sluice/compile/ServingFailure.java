package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why a listener is not served; a closed socket refuses it, anything else leaves it accepted. */
record ServingFailure(String reason, String message) {
    boolean refuses() {
        return reason.equals(Reason.PORT_UNAVAILABLE);
    }

    /** The messages of closed sockets. */
    static List<String> closed(Map<String, ServingFailure> failed) {
        return failed.values().stream()
                .filter(ServingFailure::refuses)
                .map(ServingFailure::message)
                .distinct()
                .toList();
    }

    /** The statuses of listeners after failures, which are given by section name. */
    static List<ListenerStatus> correct(List<ListenerStatus> listeners, Map<String, ServingFailure> failed) {
        List<ListenerStatus> corrected = new ArrayList<>();
        for (ListenerStatus listener : listeners) {
            ServingFailure failure = failed.get(listener.name());
            corrected.add(failure == null ? listener : failure.correct(listener));
        }
        return corrected;
    }

    private ListenerStatus correct(ListenerStatus listener) {
        List<Condition> conditions = new ArrayList<>();
        for (Condition condition : listener.conditions()) {
            boolean concerned = condition.type().equals(Condition.PROGRAMMED)
                    || (refuses() && condition.type().equals(Condition.ACCEPTED));
            conditions.add(
                    concerned && condition.isTrue() ? Condition.no(condition.type(), reason, message) : condition);
        }
        return new ListenerStatus(listener.name(), listener.supportedKinds(), listener.attachedRoutes(), conditions);
    }
}

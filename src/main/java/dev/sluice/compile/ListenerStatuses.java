package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statuses of listeners, once addresses are assigned and routes attached. */
final class ListenerStatuses {
    private ListenerStatuses() {}

    /** @param gateway that the listeners belong to, by themselves or through a ListenerSet */
    static List<ListenerStatus> of(List<CompiledListener> listeners, CompiledGateway gateway) {
        List<ListenerStatus> statuses = new ArrayList<>(listeners.size());
        for (CompiledListener listener : listeners) {
            statuses.add(new ListenerStatus(
                    listener.name(),
                    listener.kinds().supported(),
                    listener.routes().all().size(),
                    conditions(listener, gateway)));
        }
        return statuses;
    }

    private static List<Condition> conditions(CompiledListener listener, CompiledGateway gateway) {
        List<Condition> conditions = new ArrayList<>();
        Problem refused = listener.refused();
        conditions.add(
                refused == null
                        ? Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The listener is accepted")
                        : Condition.no(Condition.ACCEPTED, refused.reason(), refused.message()));
        conditions.add(programmed(listener, gateway));
        Problem unresolved = listener.unresolved();
        conditions.add(
                unresolved == null
                        ? Condition.yes(Condition.RESOLVED_REFS, Reason.RESOLVED_REFS, "All references are resolved")
                        : Condition.no(Condition.RESOLVED_REFS, unresolved.reason(), unresolved.message()));
        Problem conflict = listener.conflict();
        conditions.add(
                conflict == null
                        ? Condition.no(Condition.CONFLICTED, Reason.NO_CONFLICTS, "The listener is distinct")
                        : Condition.yes(Condition.CONFLICTED, conflict.reason(), conflict.message()));
        if (listener.overlapping() != null) {
            conditions.add(Condition.yes(
                    Condition.OVERLAPPING_TLS_CONFIG,
                    Reason.OVERLAPPING_HOSTNAMES,
                    "The hostname overlaps with that of: " + listener.overlapping()
                            + "; requests on a connection that was opened for another listener are answered with 421"));
        }
        return conditions;
    }

    private static Condition programmed(CompiledListener listener, CompiledGateway gateway) {
        Problem conflict = listener.conflict();
        if (conflict != null && gateway.refused() == null) {
            return Condition.no(Condition.PROGRAMMED, conflict.reason(), "The listener is not accepted");
        }
        String obstacle = obstacle(listener, gateway);
        if (obstacle != null) {
            return Condition.no(Condition.PROGRAMMED, Reason.INVALID, obstacle);
        }
        ListenerPort port = listener.listenerPort();
        if (port == null
                || gateway.addresses().sockets().getOrDefault(port, List.of()).isEmpty()) {
            return Condition.no(Condition.PROGRAMMED, Reason.PENDING, "The Gateway has no address to listen on");
        }
        return Condition.yes(Condition.PROGRAMMED, Reason.PROGRAMMED, "The listener is served");
    }

    private static @Nullable String obstacle(CompiledListener listener, CompiledGateway gateway) {
        if (gateway.refused() != null) {
            return "The Gateway is not accepted";
        }
        if (!listener.isAccepted()) {
            return "The listener is not accepted";
        }
        return listener.isServable() ? null : "The listener has no certificate that can be used";
    }
}

package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import java.util.List;

/** The statuses of Gateways, once addresses are assigned and routes attached. */
final class GatewayStatuses {
    private GatewayStatuses() {}

    static GatewayStatus of(CompiledGateway gateway) {
        List<ListenerStatus> listeners = ListenerStatuses.of(gateway.listeners(), gateway);
        int attached = 0;
        for (CompiledListenerSet set : gateway.sets()) {
            attached += ListenerSetStatuses.isAccepted(set, gateway) ? 1 : 0;
        }
        return new GatewayStatus(
                gateway.addresses().assigned(),
                List.of(
                        GatewayConditions.accepted(gateway.refused(), listeners, attached > 0),
                        programmed(gateway, listeners, attached > 0),
                        GatewayConditions.resolvedRefs(listeners)),
                listeners,
                attached);
    }

    private static Condition programmed(CompiledGateway gateway, List<ListenerStatus> listeners, boolean servesSets) {
        if (gateway.refused() != null) {
            return Condition.no(Condition.PROGRAMMED, Reason.INVALID, "The Gateway is not accepted");
        }
        Problem unassigned = gateway.addresses().unassigned();
        if (unassigned != null) {
            return Condition.no(Condition.PROGRAMMED, unassigned.reason(), unassigned.message());
        }
        return GatewayConditions.programmed(listeners, servesSets);
    }
}

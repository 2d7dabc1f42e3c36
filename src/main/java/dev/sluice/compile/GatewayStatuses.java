package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.GatewayStatus.Address;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.ArrayList;
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
        List<Condition> conditions = new ArrayList<>(List.of(
                GatewayConditions.accepted(gateway.refused(), listeners, attached > 0),
                programmed(gateway, listeners, attached > 0),
                GatewayConditions.resolvedRefs(gateway.unresolved(), listeners)));
        if (FrontendValidation.isInsecure(gateway.gateway())) {
            conditions.add(Condition.yes(
                    Condition.INSECURE_FRONTEND_VALIDATION_MODE,
                    Reason.CONFIGURATION_CHANGED,
                    "Clients are accepted whatever certificate they show (spec.tls.frontend, AllowInsecureFallback)"));
        }
        if (DefaultGateways.isDefault(gateway.gateway())) {
            conditions.add(Condition.yes(
                    Condition.DEFAULT_GATEWAY,
                    Reason.DEFAULT_GATEWAY,
                    "The Gateway claims every route that asks for a default Gateway (spec.defaultScope, All)"));
        }
        List<GatewaySpecAddress> requested = AddressAssignment.requested(gateway.gateway());
        if (!requested.isEmpty()) {
            conditions.add(addressesAssigned(requested, gateway.addresses().assigned()));
        }
        return new GatewayStatus(gateway.addresses().assigned(), conditions, listeners, attached);
    }

    private static Condition programmed(CompiledGateway gateway, List<ListenerStatus> listeners, boolean servesSets) {
        if (gateway.refused() != null) {
            return Condition.no(Condition.PROGRAMMED, Reason.INVALID, "The Gateway is not accepted");
        }
        Problem unassigned = gateway.addresses().unassigned();
        if (unassigned != null) {
            return Condition.no(Condition.PROGRAMMED, unassigned.reason(), unassigned.message());
        }
        Condition programmed = GatewayConditions.programmed(listeners, servesSets);
        return gateway.remark() == null || !programmed.isTrue()
                ? programmed
                : Condition.yes(programmed.type(), programmed.reason(), programmed.message() + "; " + gateway.remark());
    }

    /** Gateway API v1.7, GatewayConditionAddressesAssigned: whether a Gateway got the addresses that it asks for. */
    private static Condition addressesAssigned(List<GatewaySpecAddress> requested, List<Address> assigned) {
        List<String> missing = new ArrayList<>();
        for (GatewaySpecAddress wanted : requested) {
            if (assigned.stream().noneMatch(address -> AddressAssignment.answers(address, wanted))) {
                missing.add(
                        AddressAssignment.hasValue(wanted)
                                ? wanted.getValue()
                                : "any of type " + AddressAssignment.typeOf(wanted));
            }
        }
        if (missing.isEmpty()) {
            return Condition.yes(
                    Condition.ADDRESSES_ASSIGNED, Reason.ADDRESSES_ASSIGNED, "All requested addresses are assigned");
        }
        return Condition.no(
                Condition.ADDRESSES_ASSIGNED,
                missing.size() == requested.size() ? Reason.NOT_ASSIGNED : Reason.PARTIALLY_ASSIGNED,
                "spec.addresses: not assigned: " + String.join(", ", missing));
    }
}

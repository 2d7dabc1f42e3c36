package dev.sluice.compile;

import dev.sluice.routing.SocketKey;
import dev.sluice.status.GatewayStatus.Address;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@link CompileSettings.Addressing.Granted}: what is asked for is given, and an address of the loopback net else. */
final class GrantedAssignment implements AddressAssignment {
    private int last;

    @Override
    public GatewayAddresses assign(CompiledGateway gateway) {
        List<Address> assigned = new ArrayList<>();
        for (GatewaySpecAddress address : AddressAssignment.requested(gateway.gateway())) {
            String type = AddressAssignment.typeOf(address);
            if (!type.equals(IP_ADDRESS) && !type.equals(HOSTNAME)) {
                return GatewayAddresses.unsupported(new Problem(
                        Reason.UNSUPPORTED_ADDRESS,
                        "spec.addresses: the type \"" + type
                                + "\" is not supported; supported are IPAddress and Hostname"));
            }
            Problem unroutable = Routability.refusal(address, true);
            if (unroutable != null) {
                return GatewayAddresses.unsupported(unroutable);
            }
            assigned.add(new Address(
                    AddressAssignment.hasValue(address) ? type : IP_ADDRESS,
                    AddressAssignment.hasValue(address) ? address.getValue() : next(),
                    Routability.of(address)));
        }
        if (assigned.isEmpty()) {
            assigned.add(new Address(IP_ADDRESS, next()));
        }
        Map<ListenerPort, List<SocketKey>> sockets = new HashMap<>();
        for (ListenerPort port : AddressAssignment.ports(gateway)) {
            sockets.put(
                    port,
                    assigned.stream()
                            .map(address -> new SocketKey(port.transport(), address.value(), port.number()))
                            .toList());
        }
        return new GatewayAddresses(assigned, sockets, null, null, null);
    }

    private String next() {
        last++;
        return "127." + (last >> 16) + "." + (last >> 8 & 0xff) + "." + (last & 0xff);
    }

    @Override
    public GatewayAddresses keep(CompiledGateway gateway) {
        return GatewayAddresses.NONE;
    }

    @Override
    public void end() {}
}

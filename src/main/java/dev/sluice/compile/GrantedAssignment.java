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
            assigned.add(AddressAssignment.hasValue(address) ? new Address(type, address.getValue()) : next());
        }
        if (assigned.isEmpty()) {
            assigned.add(next());
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

    private Address next() {
        last++;
        return new Address(IP_ADDRESS, "127." + (last >> 16) + "." + (last >> 8 & 0xff) + "." + (last & 0xff));
    }

    @Override
    public GatewayAddresses keep(CompiledGateway gateway) {
        return GatewayAddresses.NONE;
    }

    @Override
    public void end() {}
}

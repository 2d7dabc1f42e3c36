package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.GatewayStatus.Address;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Gives Gateways their addresses and sockets. */
sealed interface AddressAssignment permits SharedProxyAssignment, PoolAssignment, GrantedAssignment {
    String IP_ADDRESS = "IPAddress";
    String HOSTNAME = "Hostname";

    /**
     * An assignment for all Gateways of a compilation.
     *
     * @param gateways the oldest first
     */
    static AddressAssignment of(
            CompileSettings.Addressing addressing,
            ResourceSnapshot snapshot,
            List<CompiledGateway> gateways,
            HeldPorts held) {
        return switch (addressing) {
            case CompileSettings.Addressing.SharedProxy shared ->
                new SharedProxyAssignment(shared, snapshot, gateways, held);
            case CompileSettings.Addressing.Pool pool -> new PoolAssignment(pool);
            case CompileSettings.Addressing.Granted _ -> new GrantedAssignment();
        };
    }

    /** Assigns one Gateway; called once for each that is accepted, in the order of their age. */
    GatewayAddresses assign(CompiledGateway gateway);

    /** Keeps what leads to a Gateway that is refused, so that it has the same address when it is accepted again. */
    GatewayAddresses keep(CompiledGateway gateway);

    /** Ends the assignment, after the last Gateway. */
    void end();

    /** The type of a requested address. */
    static String typeOf(GatewaySpecAddress address) {
        return Objects.requireNonNullElse(address.getType(), IP_ADDRESS);
    }

    static boolean hasValue(GatewaySpecAddress address) {
        return address.getValue() != null && !address.getValue().isEmpty();
    }

    /** Whether an address is what is asked for: one without a value asks for any of its type. */
    static boolean answers(Address address, GatewaySpecAddress wanted) {
        return typeOf(wanted).equals(address.type())
                && Routability.of(wanted).equals(address.routability())
                && (!hasValue(wanted) || wanted.getValue().equals(address.value()));
    }

    static List<GatewaySpecAddress> requested(Gateway gateway) {
        return Objects.requireNonNullElse(gateway.getSpec().getAddresses(), List.of());
    }

    /** The ports that need a socket: those of listeners that are accepted, whether or not they can be served now. */
    static Set<ListenerPort> ports(CompiledGateway gateway) {
        Set<ListenerPort> ports = new LinkedHashSet<>();
        for (CompiledListener listener : gateway.allListeners()) {
            ListenerPort port = listener.listenerPort();
            if (port != null && listener.isAccepted()) {
                ports.add(port);
            }
        }
        return ports;
    }

    static String quoted(List<String> values) {
        List<String> quoted = new ArrayList<>();
        for (String value : values) {
            quoted.add("\"" + value + "\"");
        }
        return String.join(", ", quoted);
    }
}

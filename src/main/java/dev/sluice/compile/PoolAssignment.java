package dev.sluice.compile;

import dev.sluice.compile.CompileSettings.Addressing.Pool;
import dev.sluice.resources.IpAddresses;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.SocketKey.Transport;
import dev.sluice.status.GatewayStatus.Address;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Pool}: each Gateway binds addresses of the pool at its listeners' own ports. */
final class PoolAssignment implements AddressAssignment {
    private final AddressPool pool;
    private final List<Integer> reservedPorts;
    private final Map<SocketKey, String> owners = new HashMap<>();
    /** Where the search goes on for Gateways with the same ports: what was taken before stays taken. */
    private final Map<Set<ListenerPort>, Integer> searched = new HashMap<>();

    PoolAssignment(Pool settings) {
        this.pool = new AddressPool(settings.addresses());
        this.reservedPorts = settings.reservedPorts();
    }

    @Override
    public GatewayAddresses assign(CompiledGateway gateway) {
        List<GatewaySpecAddress> requested = AddressAssignment.requested(gateway.gateway());
        for (GatewaySpecAddress address : requested) {
            String type = AddressAssignment.typeOf(address);
            if (!type.equals(IP_ADDRESS)) {
                return GatewayAddresses.unsupported(new Problem(
                        Reason.UNSUPPORTED_ADDRESS,
                        "spec.addresses: the type \"" + type + "\" is not supported; supported is IPAddress"));
            }
            Problem unroutable = Routability.refusal(address, false);
            if (unroutable != null) {
                return GatewayAddresses.unsupported(unroutable);
            }
        }
        refuseReserved(gateway);
        Set<ListenerPort> ports = AddressAssignment.ports(gateway);
        if (ports.isEmpty()) {
            return GatewayAddresses.NONE;
        }
        List<String> assigned = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        boolean any = requested.isEmpty();
        for (GatewaySpecAddress wanted : requested) {
            if (AddressAssignment.hasValue(wanted)) {
                String problem = unusable(wanted.getValue(), ports, gateway.toString());
                if (problem == null) {
                    assigned.add(wanted.getValue());
                } else {
                    unusable.add(problem);
                }
            } else {
                any = true;
            }
        }
        if (any) {
            String free = firstFree(ports);
            if (free != null) {
                assigned.add(free);
            }
        }
        return new GatewayAddresses(
                assigned.stream().map(ip -> new Address(IP_ADDRESS, ip)).toList(),
                bind(assigned, ports, gateway.toString()),
                null,
                problem(unusable, assigned, ports),
                null);
    }

    private void refuseReserved(CompiledGateway gateway) {
        for (CompiledListener listener : gateway.allListeners()) {
            ListenerPort port = listener.listenerPort();
            if (port != null && port.transport() == Transport.TCP && reservedPorts.contains(port.number())) {
                listener.refuse(new Problem(
                        Reason.PORT_UNAVAILABLE,
                        "port: " + listener.port()
                                + " is the management port of Sluice itself (setting sluice.management-port); use another"
                                + " port, or move that one"));
            }
        }
    }

    @Override
    public GatewayAddresses keep(CompiledGateway gateway) {
        return GatewayAddresses.NONE;
    }

    @Override
    public void end() {}

    private @Nullable String unusable(String address, Set<ListenerPort> ports, String gateway) {
        if (!pool.contains(address)) {
            return "\"" + address + "\" is not in the pool of addresses (" + pool + ")";
        }
        for (ListenerPort port : ports) {
            String owner = owners.get(socket(address, port));
            if (owner != null && !owner.equals(gateway)) {
                return "\"" + address + "\" port " + port + " is taken by the Gateway " + owner;
            }
        }
        return null;
    }

    private @Nullable String firstFree(Set<ListenerPort> ports) {
        int index = searched.getOrDefault(ports, 0);
        for (; index < pool.size(); index++) {
            String address = pool.get(index);
            if (ports.stream().noneMatch(port -> owners.containsKey(socket(address, port)))) {
                searched.put(ports, index);
                return address;
            }
        }
        searched.put(ports, index);
        return null;
    }

    private Map<ListenerPort, List<SocketKey>> bind(List<String> addresses, Set<ListenerPort> ports, String gateway) {
        Map<ListenerPort, List<SocketKey>> sockets = new HashMap<>();
        for (ListenerPort port : ports) {
            List<SocketKey> ofPort = new ArrayList<>();
            for (String address : addresses) {
                SocketKey socket = socket(address, port);
                owners.put(socket, gateway);
                ofPort.add(socket);
            }
            sockets.put(port, ofPort);
        }
        return sockets;
    }

    private static SocketKey socket(String address, ListenerPort port) {
        return new SocketKey(port.transport(), IpAddresses.canonical(address), port.number());
    }

    private @Nullable Problem problem(List<String> unusable, List<String> assigned, Set<ListenerPort> ports) {
        if (!unusable.isEmpty()) {
            return new Problem(Reason.ADDRESS_NOT_USABLE, "spec.addresses: " + String.join("; ", unusable));
        }
        return assigned.isEmpty()
                ? new Problem(
                        Reason.ADDRESS_NOT_ASSIGNED,
                        "no address of the pool (" + pool + ") is free for the ports " + ports
                                + "; add addresses to the pool or use other ports")
                : null;
    }
}

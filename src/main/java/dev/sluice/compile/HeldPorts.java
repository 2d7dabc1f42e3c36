package dev.sluice.compile;

import dev.sluice.compile.ContainerPorts.Claim;
import dev.sluice.routing.SocketKey.Transport;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The container ports of the shared proxy, from one compilation to the next: what is served is not moved. */
final class HeldPorts {
    private final Map<Transport, Map<Claim, Integer>> ports = new EnumMap<>(Transport.class);

    /** The ports of the Gateways that there still are. */
    Map<Claim, Integer> of(Transport transport, List<CompiledGateway> gateways) {
        Set<String> names = gateways.stream().map(CompiledGateway::toString).collect(Collectors.toSet());
        Map<Claim, Integer> held = new HashMap<>(ports.getOrDefault(transport, Map.of()));
        held.keySet().removeIf(claim -> !names.contains(claim.gateway()));
        return held;
    }

    void keep(Transport transport, Map<Claim, Integer> held) {
        ports.put(transport, held);
    }
}

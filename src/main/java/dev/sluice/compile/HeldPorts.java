package dev.sluice.compile;

import dev.sluice.compile.ContainerPorts.Claim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The container ports of the shared proxy, from one compilation to the next: what is served is not moved. */
final class HeldPorts {
    private Map<Claim, Integer> ports = Map.of();

    /** The ports of the Gateways that there still are. */
    Map<Claim, Integer> of(List<CompiledGateway> gateways) {
        Set<String> names = gateways.stream().map(CompiledGateway::toString).collect(Collectors.toSet());
        Map<Claim, Integer> held = new HashMap<>(ports);
        held.keySet().removeIf(claim -> !names.contains(claim.gateway()));
        return held;
    }

    void keep(Map<Claim, Integer> held) {
        ports = held;
    }
}

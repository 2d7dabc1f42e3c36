package dev.sluice.compile;

import dev.sluice.compile.CompileSettings.Addressing.SharedProxy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container ports of the shared proxy. What a Gateway's Service records stays; beyond that the first to claim a
 * listener's own number gets it, and others get the lowest free port of the range.
 */
final class ContainerPorts {
    private record Claim(String gateway, int listenerPort) {}

    private final SharedProxy settings;
    private final Map<Claim, Integer> recorded = new HashMap<>();
    private final Set<Integer> taken;
    private int next;

    ContainerPorts(SharedProxy settings) {
        this.settings = settings;
        this.taken = new HashSet<>(settings.reservedPorts());
        this.next = settings.firstPort();
    }

    /** Keeps a port that a Service records, unless it is reserved or another claim has it. Before any {@link #claim}. */
    void record(String gateway, int listenerPort, int containerPort) {
        Claim claim = new Claim(gateway, listenerPort);
        if (!recorded.containsKey(claim) && taken.add(containerPort)) {
            recorded.put(claim, containerPort);
        }
    }

    /** The container port of a listener port, or null if the range is exhausted. */
    @Nullable
    Integer claim(String gateway, int listenerPort) {
        Integer kept = recorded.get(new Claim(gateway, listenerPort));
        if (kept != null) {
            return kept;
        }
        if (taken.add(listenerPort)) {
            return listenerPort;
        }
        for (; next <= settings.lastPort(); next++) {
            if (taken.add(next)) {
                return next;
            }
        }
        return null;
    }
}

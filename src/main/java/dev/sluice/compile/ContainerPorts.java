package dev.sluice.compile;

import dev.sluice.compile.CompileSettings.Addressing.SharedProxy;
import dev.sluice.status.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The container ports of the shared proxy for one transport. A claim keeps the port that the Gateway's Service records, so that all
 * replicas agree, or else the one that it had in this process before; beyond that the first to claim a listener's own
 * number gets it, and others get the lowest free port of the range, of which one namespace gets at most half.
 *
 * <p>Services can be edited by those who own them, so a record is believed only if the port is the listener's own
 * number or of the range, and if no other Gateway's Service records it: of two that do, the one that held it before
 * keeps it, and if neither did, both get another.
 */
final class ContainerPorts {
    /** @param gateway {@code namespace/name} */
    record Claim(String gateway, int listenerPort) {
        String namespace() {
            return gateway.substring(0, Math.max(0, gateway.indexOf('/')));
        }
    }

    private final SharedProxy settings;
    private final Map<Claim, Integer> held;
    private final Map<Claim, Integer> recorded = new LinkedHashMap<>();
    private final Map<Integer, Claim> recorders = new HashMap<>();
    private final Set<Integer> recordedTwice = new HashSet<>();
    private final Map<Claim, Integer> assigned = new HashMap<>();
    private final Set<Claim> claimed = new HashSet<>();
    private final Set<Integer> taken;
    private final Map<String, Integer> sharesOfRange = new HashMap<>();
    private int next;
    private boolean settled;

    /** @param held the ports of the last assignment of this process */
    ContainerPorts(SharedProxy settings, Map<Claim, Integer> held) {
        this.settings = settings;
        this.held = held;
        this.taken = new HashSet<>(settings.reservedPorts());
        this.next = settings.firstPort();
    }

    /** Notes a port that a Service records. Before any {@link #claim}. */
    void record(Claim claim, int containerPort) {
        if ((containerPort == claim.listenerPort() || isOfRange(containerPort)) && !taken.contains(containerPort)) {
            Claim other = recorders.putIfAbsent(containerPort, claim);
            if (other != null && !other.equals(claim)) {
                recordedTwice.add(containerPort);
            }
            recorded.putIfAbsent(claim, containerPort);
        }
    }

    /** The container port of a listener port, or null if none is left for its namespace. */
    @Nullable
    Integer claim(Claim claim) {
        settle();
        claimed.add(claim);
        Integer kept = assigned.get(claim);
        if (kept != null) {
            return kept;
        }
        if (take(claim, claim.listenerPort())) {
            return claim.listenerPort();
        }
        while (next <= settings.lastPort() && taken.contains(next)) {
            next++;
        }
        return next <= settings.lastPort() && take(claim, next) ? Integer.valueOf(next) : null;
    }

    /** Why {@link #claim} gave nothing. */
    Problem refusal(Claim claim) {
        boolean ownLimit = sharesOfRange.getOrDefault(claim.namespace(), 0) >= largestShare();
        return new Problem(
                Reason.PORT_UNAVAILABLE,
                (ownLimit
                                ? "no container port is left for port " + claim.listenerPort() + ": the namespace "
                                        + claim.namespace() + " has " + largestShare() + " of the range "
                                        + settings.firstPort() + "-" + settings.lastPort()
                                        + ", the most that one namespace gets; use a port that no other Gateway uses, or"
                                : "no container port is free for port " + claim.listenerPort() + ";")
                        + " widen the range of container ports in the settings of Sluice");
    }

    /** The ports that the next assignment is to begin with: those that were claimed or are recorded. */
    Map<Claim, Integer> held() {
        settle();
        Map<Claim, Integer> kept = new HashMap<>();
        assigned.forEach((claim, port) -> {
            if (claimed.contains(claim) || port.equals(recorded.get(claim))) {
                kept.put(claim, port);
            }
        });
        return kept;
    }

    /** Before the first claim: what is recorded and can be believed, then what was held before. */
    private void settle() {
        if (settled) {
            return;
        }
        settled = true;
        recorded.forEach((claim, port) -> {
            if (!recordedTwice.contains(port) || port.equals(held.get(claim))) {
                take(claim, port);
            }
        });
        held.forEach((claim, port) -> {
            if (!assigned.containsKey(claim)) {
                take(claim, port);
            }
        });
        taken.addAll(recordedTwice);
    }

    private boolean take(Claim claim, int port) {
        boolean ofRange = isOfRange(port);
        int share = sharesOfRange.getOrDefault(claim.namespace(), 0);
        if ((ofRange && share >= largestShare()) || !taken.add(port)) {
            return false;
        }
        if (ofRange) {
            sharesOfRange.put(claim.namespace(), share + 1);
        }
        assigned.put(claim, port);
        return true;
    }

    private boolean isOfRange(int port) {
        return port >= settings.firstPort() && port <= settings.lastPort();
    }

    private int largestShare() {
        return (settings.lastPort() - settings.firstPort() + 2) / 2;
    }
}

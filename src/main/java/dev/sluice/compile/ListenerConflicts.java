package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Listeners of one Gateway that cannot be told apart (Gateway API, "Distinct Listeners"). None of them wins. Listeners
 * that are not accepted for another reason take no part.
 */
final class ListenerConflicts {
    private ListenerConflicts() {}

    static void mark(List<CompiledListener> listeners) {
        Map<Integer, List<CompiledListener>> byPort = new LinkedHashMap<>();
        for (CompiledListener listener : listeners) {
            if (listener.isAccepted()) {
                byPort.computeIfAbsent(listener.port(), _ -> new ArrayList<>()).add(listener);
            }
        }
        byPort.values().forEach(ListenerConflicts::markPort);
    }

    private static void markPort(List<CompiledListener> samePort) {
        boolean mixed =
                samePort.stream().map(CompiledListener::protocol).distinct().count() > 1;
        if (mixed) {
            for (CompiledListener listener : samePort) {
                listener.conflicted(new Problem(
                        Reason.PROTOCOL_CONFLICT,
                        "port " + listener.port() + " is used with different protocols by the listeners "
                                + names(samePort)));
            }
            return;
        }
        Map<HostnamePattern, List<CompiledListener>> byHostname = new HashMap<>();
        for (CompiledListener listener : samePort) {
            byHostname
                    .computeIfAbsent(listener.hostname(), _ -> new ArrayList<>())
                    .add(listener);
        }
        for (List<CompiledListener> same : byHostname.values()) {
            if (same.size() > 1) {
                for (CompiledListener listener : same) {
                    listener.conflicted(new Problem(
                            Reason.HOSTNAME_CONFLICT,
                            "port " + listener.port() + " and hostname " + listener.hostname()
                                    + " are used by the listeners " + names(same)));
                }
            }
        }
        markOverlaps(samePort);
    }

    /** The condition OverlappingTLSConfig: a certificate of one listener may be shown for a host of another. */
    private static void markOverlaps(List<CompiledListener> samePort) {
        for (CompiledListener listener : samePort) {
            if (listener.protocol() == ListenerProtocol.HTTPS && listener.isAccepted()) {
                List<CompiledListener> others = new ArrayList<>();
                for (CompiledListener other : samePort) {
                    if (other != listener
                            && other.isAccepted()
                            && other.hostname().intersects(listener.hostname())) {
                        others.add(other);
                    }
                }
                if (!others.isEmpty()) {
                    listener.overlaps(names(others));
                }
            }
        }
    }

    private static String names(List<CompiledListener> listeners) {
        return String.join(", ", listeners.stream().map(CompiledListener::name).toList());
    }
}

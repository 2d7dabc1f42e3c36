package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition OverlappingTLSConfig: a certificate of one listener may be shown for a host of another. The cost grows
 * with the number of listeners, not with that of their pairs.
 */
final class ListenerOverlaps {
    private static final int MOST_NAMES = 8;

    private ListenerOverlaps() {}

    static void mark(List<CompiledListener> listeners) {
        Map<Integer, Map<HostnamePattern, CompiledListener>> byPort = new HashMap<>();
        for (CompiledListener listener : listeners) {
            if (listener.protocol() == ListenerProtocol.HTTPS && listener.isAccepted()) {
                byPort.computeIfAbsent(listener.port(), _ -> new HashMap<>()).put(listener.hostname(), listener);
            }
        }
        Map<CompiledListener, List<CompiledListener>> others = new HashMap<>();
        for (CompiledListener listener : listeners) {
            Map<HostnamePattern, CompiledListener> samePort = byPort.get(listener.port());
            if (samePort != null && samePort.get(listener.hostname()) == listener) {
                for (HostnamePattern wider = wider(listener.hostname()); wider != null; wider = wider(wider)) {
                    CompiledListener other = samePort.get(wider);
                    if (other != null) {
                        others.computeIfAbsent(listener, _ -> new ArrayList<>()).add(other);
                        others.computeIfAbsent(other, _ -> new ArrayList<>()).add(listener);
                    }
                }
            }
        }
        others.forEach((listener, overlapping) -> listener.overlaps(describe(listener, overlapping)));
    }

    /** The next pattern that every host of this one falls under; null after the one of any host. */
    private static @Nullable HostnamePattern wider(HostnamePattern hostname) {
        if (hostname.isAny()) {
            return null;
        }
        String rest = hostname.isWildcard() ? hostname.text().substring(2) : hostname.text();
        int dot = rest.indexOf('.');
        return dot < 0 ? HostnamePattern.ANY : new HostnamePattern("*" + rest.substring(dot));
    }

    private static String describe(CompiledListener listener, List<CompiledListener> others) {
        Set<String> names = new LinkedHashSet<>();
        int left = others.size();
        for (CompiledListener other : others) {
            names.add(ListenerConflicts.holder(other, listener));
            left--;
            if (names.size() == MOST_NAMES) {
                break;
            }
        }
        return String.join(", ", names) + (left == 0 ? "" : " and " + left + " more");
    }
}

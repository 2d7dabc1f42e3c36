package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that cannot be told apart (Gateway API, "Distinct Listeners"). Of those of one object none wins. Between a
 * Gateway and the ListenerSets attached to it the Gateway comes first, then the sets by their precedence: what an
 * earlier one asks for a later one does not get, even where the earlier one's own listeners conflict. Listeners that
 * are not accepted for another reason take no part.
 */
final class ListenerConflicts {
    /** What is asked of a port so far. */
    private static final class Claimed {
        private final CompiledListener first;
        private final boolean mixed;
        private final Map<HostnamePattern, CompiledListener> hostnames = new HashMap<>();

        private Claimed(CompiledListener first, boolean mixed) {
            this.first = first;
            this.mixed = mixed;
        }
    }

    private final Map<Integer, Claimed> byPort = new HashMap<>();

    private ListenerConflicts() {}

    static void mark(CompiledGateway gateway) {
        ListenerConflicts conflicts = new ListenerConflicts();
        conflicts.add(gateway.listeners());
        for (CompiledListenerSet set : gateway.sets()) {
            conflicts.add(set.listeners());
        }
        ListenerOverlaps.mark(gateway.allListeners());
    }

    /** Adds the listeners of one object. */
    private void add(List<CompiledListener> listeners) {
        Map<Integer, List<CompiledListener>> ports = new LinkedHashMap<>();
        for (CompiledListener listener : listeners) {
            if (listener.isAccepted()) {
                ports.computeIfAbsent(listener.port(), _ -> new ArrayList<>()).add(listener);
            }
        }
        ports.values().forEach(this::addPort);
    }

    private void addPort(List<CompiledListener> samePort) {
        CompiledListener first = samePort.getFirst();
        Claimed claimed = byPort.get(first.port());
        if (claimed == null) {
            boolean mixed =
                    samePort.stream().map(CompiledListener::protocol).distinct().count() > 1;
            claimed = new Claimed(first, mixed);
            byPort.put(first.port(), claimed);
            if (mixed) {
                String names = names(samePort);
                for (CompiledListener listener : samePort) {
                    listener.conflicted(new Problem(
                            Reason.PROTOCOL_CONFLICT,
                            "port " + listener.port() + " is used with different protocols by the listeners " + names));
                }
                return;
            }
        }
        addHostnames(samePort, claimed);
    }

    private static void addHostnames(List<CompiledListener> samePort, Claimed claimed) {
        Map<HostnamePattern, List<CompiledListener>> byHostname = new LinkedHashMap<>();
        for (CompiledListener listener : samePort) {
            if (claimed.mixed || claimed.first.protocol() != listener.protocol()) {
                listener.conflicted(new Problem(
                        Reason.PROTOCOL_CONFLICT,
                        "port " + listener.port() + " is used with another protocol by "
                                + holder(claimed.first, listener)));
                continue;
            }
            CompiledListener holder = claimed.hostnames.get(listener.hostname());
            if (holder != null) {
                listener.conflicted(new Problem(
                        Reason.HOSTNAME_CONFLICT,
                        "port " + listener.port() + " and hostname " + listener.hostname() + " are used by "
                                + holder(holder, listener)));
                continue;
            }
            byHostname
                    .computeIfAbsent(listener.hostname(), _ -> new ArrayList<>())
                    .add(listener);
        }
        byHostname.forEach((hostname, same) -> {
            claimed.hostnames.put(hostname, same.getFirst());
            if (same.size() > 1) {
                for (CompiledListener listener : same) {
                    listener.conflicted(new Problem(
                            Reason.HOSTNAME_CONFLICT,
                            "port " + listener.port() + " and hostname " + hostname + " are used by the listeners "
                                    + names(same)));
                }
            }
        });
    }

    /**
     * A listener in words for the owner of another one: of the objects of strangers no names.
     *
     * @param viewer null for the owner of the Gateway
     */
    static String holder(CompiledListener listener, @Nullable CompiledListener viewer) {
        ListenerId id = listener.id();
        if (viewer != null && id.owner().equals(viewer.id().owner())) {
            return id.name();
        }
        if (!id.isOfSet()) {
            return "the Gateway's listener " + id.name();
        }
        return viewer == null
                        || !viewer.id().isOfSet()
                        || viewer.id().owner().namespace().equals(id.owner().namespace())
                ? "the listener " + id.name() + " of the ListenerSet "
                        + id.owner().namespace() + "/" + id.owner().name()
                : "a ListenerSet of another namespace";
    }

    private static String names(List<CompiledListener> listeners) {
        return Problem.join(", ", listeners.stream().map(CompiledListener::name).toList());
    }
}

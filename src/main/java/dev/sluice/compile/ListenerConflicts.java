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

    private final Map<ListenerPort, Claimed> byPort = new HashMap<>();

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
        Map<ListenerPort, List<CompiledListener>> ports = new LinkedHashMap<>();
        for (CompiledListener listener : listeners) {
            ListenerPort port = listener.listenerPort();
            if (port != null && listener.isAccepted()) {
                ports.computeIfAbsent(port, _ -> new ArrayList<>()).add(listener);
            }
        }
        ports.forEach(this::addPort);
    }

    private void addPort(ListenerPort port, List<CompiledListener> samePort) {
        CompiledListener first = samePort.getFirst();
        Claimed claimed = byPort.get(port);
        if (claimed == null) {
            boolean mixed = samePort.stream().anyMatch(listener -> listener != first && !canShare(first, listener));
            claimed = new Claimed(first, mixed);
            byPort.put(port, claimed);
            if (mixed) {
                String names = names(samePort);
                for (CompiledListener listener : samePort) {
                    listener.conflicted(new Problem(
                            Reason.PROTOCOL_CONFLICT,
                            "port " + listener.port()
                                    + " is used with protocols that cannot be told apart by the listeners " + names));
                }
                return;
            }
        }
        addHostnames(samePort, claimed);
    }

    private static void addHostnames(List<CompiledListener> samePort, Claimed claimed) {
        Map<HostnamePattern, List<CompiledListener>> byHostname = new LinkedHashMap<>();
        for (CompiledListener listener : samePort) {
            if (claimed.mixed || (listener != claimed.first && !canShare(claimed.first, listener))) {
                listener.conflicted(new Problem(
                        Reason.PROTOCOL_CONFLICT,
                        "port " + listener.port() + " is used with a protocol that cannot be told apart by "
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

    /** Whether a name of a host tells the connections of two listeners apart: HTTPS and TLS both have an SNI. */
    private static boolean canShare(CompiledListener one, CompiledListener other) {
        ListenerProtocol protocol = one.protocol();
        ListenerProtocol another = other.protocol();
        return (protocol == another && (protocol == null || protocol.namesHosts()))
                || (protocol != null && another != null && protocol.isTls() && another.isTls());
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

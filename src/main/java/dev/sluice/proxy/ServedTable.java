package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table that is served, by socket. Immutable; swapped as a whole. */
record ServedTable(long generation, Map<SocketKey, ServedPort> ports) {
    @Nullable
    ServedPort port(SocketKey socket) {
        return ports.get(socket);
    }

    /**
     * This table and, by the rules of the one before, the ports that only that one has: what still comes in while their
     * sockets are being closed is answered as before.
     */
    ServedTable withClosing(ServedTable before) {
        if (ports.keySet().containsAll(before.ports.keySet())) {
            return this;
        }
        Map<SocketKey, ServedPort> all = new HashMap<>(before.ports);
        all.putAll(ports);
        return new ServedTable(generation, Map.copyOf(all));
    }
}

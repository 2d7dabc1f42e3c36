package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table that is served, by socket. Immutable; swapped as a whole. */
record ServedTable(long generation, Map<SocketKey, ServedPort> ports) {
    @Nullable
    ServedPort port(SocketKey socket) {
        return ports.get(socket);
    }
}

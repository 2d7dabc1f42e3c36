package dev.sluice.routing;

import java.util.List;
import java.util.Map;

/**
 * Everything that a data plane serves at one moment. Immutable: a request keeps the table that it began with.
 *
 * @param generation increases with every compilation that is published; 0 is the empty table of the start
 * @param ports the sockets to be open, one for each (Gateway, listener port)
 * @param backendTls the TLS that backends name, by {@link BackendTls#name}; apart from them, so that new authorities
 *     change no rule
 */
public record RouteTable(long generation, List<PortBinding> ports, Map<String, BackendTls> backendTls) {
    public RouteTable {
        ports = List.copyOf(ports);
        backendTls = Map.copyOf(backendTls);
    }

    /** A table whose backends are all spoken to in the clear. */
    public RouteTable(long generation, List<PortBinding> ports) {
        this(generation, ports, Map.of());
    }

    public static RouteTable empty() {
        return new RouteTable(0, List.of());
    }
}

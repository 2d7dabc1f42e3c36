package dev.sluice.routing;

import java.util.List;

/**
 * Everything that a data plane serves at one moment. Immutable: a request keeps the table that it began with.
 *
 * @param generation increases with every compilation that is published; 0 is the empty table of the start
 * @param ports the sockets to be open, one for each (Gateway, listener port)
 */
public record RouteTable(long generation, List<PortBinding> ports) {
    public RouteTable {
        ports = List.copyOf(ports);
    }

    public static RouteTable empty() {
        return new RouteTable(0, List.of());
    }
}

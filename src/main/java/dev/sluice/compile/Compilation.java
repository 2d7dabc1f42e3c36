package dev.sluice.compile;

import dev.sluice.routing.RouteTable;
import java.util.List;

/**
 * What a snapshot compiles to.
 *
 * @param table what to serve
 * @param statuses what to say, on the assumption that every socket of the table can be opened; corrected by the
 *     {@link dev.sluice.routing.ServingReport}
 * @param infrastructure what must exist in the cluster for the Gateways to be reached; empty outside
 *     {@link CompileSettings.Addressing.SharedProxy}
 */
public record Compilation(RouteTable table, Statuses statuses, List<GatewayService> infrastructure) {
    public Compilation {
        infrastructure = List.copyOf(infrastructure);
    }
}

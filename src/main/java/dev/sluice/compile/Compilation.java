package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import java.util.List;

/**
 * What a snapshot compiles to.
 *
 * @param resources the snapshot
 * @param table what to serve
 * @param statuses what to say, on the assumption that every socket of the table can be opened; corrected by
 *     {@link #statusesAfter}
 * @param infrastructure what must exist in the cluster for the Gateways to be reached; the Service of a Gateway that
 *     is refused is among it as long as the Gateway exists, if there is one already, so that it keeps its address,
 *     unless its parameters are not known, when its Service is to be left as it is. Empty outside {@link CompileSettings.Addressing.SharedProxy}
 * @param backendServices what must exist in the cluster for the endpoints of XBackends to be found
 */
public record Compilation(
        ResourceSnapshot resources,
        RouteTable table,
        Statuses statuses,
        List<GatewayService> infrastructure,
        List<BackendService> backendServices) {
    public Compilation {
        infrastructure = List.copyOf(infrastructure);
        backendServices = List.copyOf(backendServices);
    }

    /** One without XBackends. */
    public Compilation(
            ResourceSnapshot resources, RouteTable table, Statuses statuses, List<GatewayService> infrastructure) {
        this(resources, table, statuses, infrastructure, List.of());
    }

    /**
     * The statuses, corrected by what the data plane reports: the listeners of a socket that could not be opened are
     * neither accepted nor programmed (reason PortUnavailable); a listener that fails by itself is not programmed
     * (reason Invalid); the others are as before.
     */
    public Statuses statusesAfter(ServingReport report) {
        return ServedStatuses.of(this, report);
    }
}

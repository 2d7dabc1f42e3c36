package dev.sluice.compile;

import dev.sluice.routing.PortBinding.ServedBy;
import dev.sluice.routing.SocketKey;
import dev.sluice.status.GatewayStatus.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a Gateway is reached.
 *
 * @param assigned the addresses of its status
 * @param sockets the sockets of each listener port; a port without any is not served
 * @param unsupported why the Gateway is not accepted: an address of a type that is not supported
 * @param unassigned why the Gateway is not programmed: an address that is missing or cannot be used
 * @param service what leads there in a cluster
 * @param servedBy which proxies open the sockets
 */
record GatewayAddresses(
        List<Address> assigned,
        Map<ListenerPort, List<SocketKey>> sockets,
        @Nullable Problem unsupported,
        @Nullable Problem unassigned,
        @Nullable GatewayService service,
        ServedBy servedBy) {

    GatewayAddresses(
            List<Address> assigned,
            Map<ListenerPort, List<SocketKey>> sockets,
            @Nullable Problem unsupported,
            @Nullable Problem unassigned,
            @Nullable GatewayService service) {
        this(assigned, sockets, unsupported, unassigned, service, ServedBy.SHARED);
    }

    /** The same, served by another proxy. */
    GatewayAddresses servedBy(ServedBy other) {
        return new GatewayAddresses(assigned, sockets, unsupported, unassigned, service, other);
    }

    static final GatewayAddresses NONE = new GatewayAddresses(List.of(), Map.of(), null, null, null);

    static GatewayAddresses unsupported(Problem problem) {
        return new GatewayAddresses(List.of(), Map.of(), problem, null, null);
    }

    /** The same, reached through a Service that is kept although nothing is served now. */
    GatewayAddresses keeping(@Nullable GatewayService kept) {
        return new GatewayAddresses(assigned, sockets, unsupported, unassigned, kept, servedBy);
    }
}

package dev.sluice.feed;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortBinding.ServedBy;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.StreamRule;
import java.util.Arrays;
import java.util.List;

/** Tables whose Gateways pass TCP to the Service echo. */
final class Tables {
    static final EndpointKey ECHO = new EndpointKey("default", "echo", 80);

    private Tables() {}

    static RouteTable table(long generation, PortBinding... bindings) {
        return new RouteTable(generation, Arrays.asList(bindings));
    }

    static PortBinding binding(String gateway, int port) {
        return binding(gateway, port, ServedBy.DEDICATED);
    }

    static PortBinding binding(String gateway, int port, ServedBy servedBy) {
        StreamRule rule = new StreamRule(
                new RuleId("TCPRoute", "default", "echo", 0, ""),
                new Backends(
                        List.of(new Backends.Weighted(1, new Backend.Service(ECHO, Backend.Protocol.TCP), List.of()))));
        return new PortBinding(
                socket(port), gateway, port, new PortRoutes.Tcp(new StreamListener("tcp", rule)), null, servedBy, null);
    }

    static SocketKey socket(int port) {
        return new SocketKey(SocketKey.Transport.TCP, "0.0.0.0", port);
    }
}

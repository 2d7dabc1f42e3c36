package dev.sluice.feed;

import dev.sluice.routing.Backend;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the proxies of one Gateway are to serve.
 *
 * @param part the Gateway's part of the table
 * @param frame the same for the stream
 * @param revision of the frame
 * @param keys whose endpoints are needed
 * @param alone whether nobody else serves the Gateway
 */
record GatewayFeed(RouteTable part, Frame frame, String revision, Set<EndpointKey> keys, boolean alone) {
    static GatewayFeed of(String gateway, RouteTable part, List<byte[]> sessionKeys) {
        Set<EndpointKey> keys = new HashSet<>();
        for (Backend.Service service : part.services()) {
            // The addresses of hosts a proxy asks the DNS for by itself.
            if (!service.endpoints().isHost()) {
                keys.add(service.endpoints());
            }
        }
        boolean alone = true;
        for (PortBinding port : part.ports()) {
            alone &= port.servedBy() == PortBinding.ServedBy.DEDICATED;
        }
        RouteTable sent = part.servedByItsOwnProxy();
        Frame frame = new TableMessage(gateway, sessionKeys, sent).frame();
        return new GatewayFeed(part, frame, TableMessage.revision(frame), Set.copyOf(keys), alone);
    }

    boolean isOf(RouteTable other) {
        return part.ports().equals(other.ports()) && part.backendTls().equals(other.backendTls());
    }

    boolean isTooLong() {
        return frame.content().length > Frame.LONGEST;
    }
}

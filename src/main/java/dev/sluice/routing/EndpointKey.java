package dev.sluice.routing;

import dev.sluice.routing.SocketKey.Transport;

/**
 * One port of one Service.
 *
 * @param transport a Service may have the same number for both, as for DNS
 */
public record EndpointKey(String namespace, String service, int port, Transport transport) {
    /** A port for TCP. */
    public EndpointKey(String namespace, String service, int port) {
        this(namespace, service, port, Transport.TCP);
    }

    @Override
    public String toString() {
        return namespace + "/" + service + ":" + port + (transport == Transport.UDP ? "/udp" : "");
    }
}

package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/**
 * One socket and what is routed behind it: all listeners of one Gateway that share one port.
 *
 * @param socket where the data plane listens
 * @param gateway the Gateway, as {@code namespace/name}
 * @param listenerPort the port in the listeners' spec, which clients dial; it differs from the socket's port where a
 *     Service translates it. Redirects are derived from this one.
 * @param routes what happens with a connection
 * @param clientCertificate what the Gateway shows to backends that ask for a certificate in TLS, if anything
 */
public record PortBinding(
        SocketKey socket,
        String gateway,
        int listenerPort,
        PortRoutes routes,
        @Nullable ServerCertificate clientCertificate) {

    /** A binding of a Gateway without a certificate for its backends. */
    public PortBinding(SocketKey socket, String gateway, int listenerPort, PortRoutes routes) {
        this(socket, gateway, listenerPort, routes, null);
    }
}

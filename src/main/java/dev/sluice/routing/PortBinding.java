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
 * @param servedBy which proxies open it
 * @param tracing how requests are traced, or null if they are not
 */
public record PortBinding(
        SocketKey socket,
        String gateway,
        int listenerPort,
        PortRoutes routes,
        @Nullable ServerCertificate clientCertificate,
        ServedBy servedBy,
        @Nullable Tracing tracing) {

    /** Whose the socket is. */
    public enum ServedBy {
        /** The proxy that all Gateways share. */
        SHARED,
        /** The proxy that serves this Gateway alone. */
        DEDICATED,
        /** Both, while traffic moves from one to the other. */
        BOTH
    }

    /** A binding of the shared proxy. */
    public PortBinding(
            SocketKey socket,
            String gateway,
            int listenerPort,
            PortRoutes routes,
            @Nullable ServerCertificate clientCertificate) {
        this(socket, gateway, listenerPort, routes, clientCertificate, ServedBy.SHARED, null);
    }

    /** A binding of a Gateway without a certificate for its backends. */
    public PortBinding(SocketKey socket, String gateway, int listenerPort, PortRoutes routes) {
        this(socket, gateway, listenerPort, routes, null);
    }

    /** The same, open elsewhere. */
    PortBinding servedBy(ServedBy other) {
        return servedBy == other
                ? this
                : new PortBinding(socket, gateway, listenerPort, routes, clientCertificate, other, tracing);
    }

    /** The same, traced. */
    public PortBinding tracedBy(@Nullable Tracing other) {
        return new PortBinding(socket, gateway, listenerPort, routes, clientCertificate, servedBy, other);
    }
}

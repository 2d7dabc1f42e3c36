package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is behind one port, by the protocol that its listeners share. */
public sealed interface PortRoutes {

    /** Cleartext HTTP: the request's Host chooses the listener, the most specific hostname first. */
    record Http(HttpPort http) implements PortRoutes {}

    /**
     * TLS: the SNI of the ClientHello chooses the {@link TlsListener}, the most specific hostname first; a connection
     * that matches none is refused as {@link #resets} says.
     *
     * @param listeners every TLS listener of the port
     * @param http the routing of the listeners that terminate HTTPS, all together, because the Host of a request may
     *     belong to another listener than the SNI did (answered by 421)
     */
    record Tls(
            HostnameIndex<TlsListener> listeners, @Nullable HttpPort http) implements PortRoutes {
        public Tls(List<TlsListener> listeners, @Nullable HttpPort http) {
            this(HostnameIndex.of(listeners, TlsListener::hostname), http);
        }

        /**
         * How a connection is refused for whose SNI there is no listener: by a reset where listeners of protocol TLS
         * share the port, which do the same with connections that have nowhere to go; else by the alert
         * {@code unrecognized_name} (RFC 6066, section 3).
         */
        public boolean resets() {
            for (TlsListener listener : listeners.values()) {
                if (!(listener instanceof TlsListener.Https)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Connections in whatever protocol, all to the backends of one rule. */
    record Tcp(StreamListener listener) implements PortRoutes {}

    /** Datagrams in whatever protocol; those from one client address and port are a flow. */
    record Udp(StreamListener listener) implements PortRoutes {}
}

package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/** Where a request, a connection or a flow of datagrams can go. */
public sealed interface Backend {
    /**
     * The ready endpoints behind one port of a Service or host.
     *
     * @param endpoints looked up in the {@link EndpointDirectory} when the request arrives; none ready is 503, or a
     *     refused connection
     * @param tls the {@link BackendTls#name} of what TLS to speak, in {@link RouteTable#backendTls}, or null for
     *     cleartext. One that is not in the table is answered with 500, never spoken in the clear.
     * @param session how clients come back to an endpoint of it, or null if they need not; what the rule says of itself
     *     goes before it
     * @param retries how much of the traffic to it may be retries, or null for what the settings say
     */
    record Service(
            EndpointKey endpoints,
            Protocol protocol,
            @Nullable String tls,
            @Nullable SessionPersistence session,
            @Nullable RetryConstraint retries)
            implements Backend {
        public Service(EndpointKey endpoints, Protocol protocol) {
            this(endpoints, protocol, null);
        }

        public Service(EndpointKey endpoints, Protocol protocol, @Nullable String tls) {
            this(endpoints, protocol, tls, null, null);
        }
    }

    /** A reference that does not resolve: its share of requests is answered with 500, of connections refused. */
    record Invalid(String reason) implements Backend {}

    /** The protocol spoken with the endpoints. */
    enum Protocol {
        HTTP1,
        /**
         * HTTP/2 and nothing else: by prior knowledge without TLS (appProtocol {@code kubernetes.io/h2c}), by ALPN in
         * TLS.
         */
        H2C,
        /** HTTP/1.1 with upgrades expected (appProtocol {@code kubernetes.io/ws}). */
        WEBSOCKET,
        /** Bytes, whatever they mean. */
        TCP,
        /** Datagrams, whatever they mean. */
        UDP;

        /** Whether it is spoken in HTTP/2. */
        public boolean isHttp2() {
            return this == H2C;
        }
    }
}

package dev.sluice.routing;

/** Where a request can go. */
public sealed interface Backend {
    /**
     * The ready endpoints behind one port of a Service.
     *
     * @param endpoints looked up in the {@link EndpointDirectory} when the request arrives; none ready is 503
     */
    record Service(EndpointKey endpoints, Protocol protocol) implements Backend {}

    /** A reference that does not resolve: its share of requests is answered with 500. */
    record Invalid(String reason) implements Backend {}

    /** The protocol spoken with the endpoints. */
    enum Protocol {
        HTTP1,
        /** HTTP/2 without TLS by prior knowledge (appProtocol {@code kubernetes.io/h2c}). */
        H2C,
        /** HTTP/1.1 with upgrades expected (appProtocol {@code kubernetes.io/ws}). */
        WEBSOCKET
    }
}

package dev.sluice.routing;

import dev.sluice.routing.SocketKey.Transport;

/**
 * One port of one Service.
 *
 * @param transport a Service may have the same number for both, as for DNS
 */
public record EndpointKey(String namespace, String service, int port, Transport transport) {
    private static final String UDP = "/udp";

    /** A port for TCP. */
    public EndpointKey(String namespace, String service, int port) {
        this(namespace, service, port, Transport.TCP);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static EndpointKey parse(String text) {
        boolean udp = text.endsWith(UDP);
        int slash = text.indexOf('/');
        int colon = text.indexOf(':');
        if (slash < 0 || colon < slash) {
            throw new IllegalArgumentException(text + " is not the port of a Service");
        }
        return new EndpointKey(
                text.substring(0, slash),
                text.substring(slash + 1, colon),
                Integer.parseInt(text.substring(colon + 1, text.length() - (udp ? UDP.length() : 0))),
                udp ? Transport.UDP : Transport.TCP);
    }

    @Override
    public String toString() {
        return namespace + "/" + service + ":" + port + (transport == Transport.UDP ? UDP : "");
    }
}

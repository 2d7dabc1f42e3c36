package dev.sluice.routing;

import dev.sluice.routing.SocketKey.Transport;

/**
 * One port of one Service, or of a host that a name of the DNS stands for.
 *
 * @param namespace empty for a host
 * @param service the name of the Service or of the host
 * @param transport a Service may have the same number for both, as for DNS
 */
public record EndpointKey(String namespace, String service, int port, Transport transport) {
    private static final String UDP = "/udp";
    private static final String HOST = "//";

    /** A port for TCP. */
    public EndpointKey(String namespace, String service, int port) {
        this(namespace, service, port, Transport.TCP);
    }

    /** The addresses that the DNS has for a host; the data plane asks for them. */
    public static EndpointKey ofHost(String hostname, int port) {
        return new EndpointKey("", hostname, port);
    }

    /** Whether the endpoints are the addresses of a host. */
    public boolean isHost() {
        return namespace.isEmpty();
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static EndpointKey parse(String text) {
        boolean udp = text.endsWith(UDP);
        boolean host = text.startsWith(HOST);
        int slash = host ? 1 : text.indexOf('/');
        int colon = text.indexOf(':');
        if (slash < 0 || colon < slash) {
            throw new IllegalArgumentException(text + " is not the port of a Service");
        }
        return new EndpointKey(
                host ? "" : text.substring(0, slash),
                text.substring(slash + 1, colon),
                Integer.parseInt(text.substring(colon + 1, text.length() - (udp ? UDP.length() : 0))),
                udp ? Transport.UDP : Transport.TCP);
    }

    @Override
    public String toString() {
        return (isHost() ? HOST : namespace + "/") + service + ":" + port + (transport == Transport.UDP ? UDP : "");
    }
}

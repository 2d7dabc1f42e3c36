package dev.sluice.routing;

/**
 * What makes a socket the same socket in two tables: one that keeps its key stays open when the table is swapped.
 *
 * @param transport TCP or UDP
 * @param address the local IP address to bind, in text form; {@code 0.0.0.0} for all, the IPv6 ones too where there are
 *     any
 * @param port the local port, 1 to 65535
 */
public record SocketKey(Transport transport, String address, int port) {
    private static final String UDP = "udp ";

    /** The transport of a socket. */
    public enum Transport {
        TCP,
        UDP
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static SocketKey parse(String text) {
        boolean udp = text.startsWith(UDP);
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(text + " is not a socket");
        }
        return new SocketKey(
                udp ? Transport.UDP : Transport.TCP,
                text.substring(udp ? UDP.length() : 0, colon),
                Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (transport == Transport.UDP ? UDP : "") + address + ":" + port;
    }
}

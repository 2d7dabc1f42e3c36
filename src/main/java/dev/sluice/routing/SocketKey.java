package dev.sluice.routing;

/**
 * What makes a socket the same socket in two tables: one that keeps its key stays open when the table is swapped.
 *
 * @param transport TCP or UDP
 * @param address the local IP address to bind, in text form; {@code 0.0.0.0} for all; of TCP the IPv6 ones
 *     too where there are any
 * @param port the local port, 1 to 65535
 */
public record SocketKey(Transport transport, String address, int port) {
    /** The transport of a socket. */
    public enum Transport {
        TCP,
        UDP
    }

    @Override
    public String toString() {
        return (transport == Transport.UDP ? "udp " : "") + address + ":" + port;
    }
}

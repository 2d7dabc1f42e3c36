package dev.sluice.routing;

/**
 * An address that takes connections.
 *
 * @param address an IP address in text form
 * @param port 1 to 65535
 */
public record Endpoint(String address, int port) {
    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}

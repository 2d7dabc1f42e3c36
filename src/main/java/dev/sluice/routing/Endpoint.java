package dev.sluice.routing;

/**
 * An address that takes connections.
 *
 * @param address an IP address in text form
 * @param port 1 to 65535
 */
public record Endpoint(String address, int port) {
    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(text + " is not an endpoint");
        }
        boolean bracketed = text.startsWith("[") && text.charAt(colon - 1) == ']';
        return new Endpoint(
                bracketed ? text.substring(1, colon - 1) : text.substring(0, colon),
                Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}

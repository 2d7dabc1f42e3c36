package dev.sluice.routing;

/**
 * Keeps the requests of one client at one endpoint of each backend, by a token that the client sends back.
 *
 * @param lifetime after which a session ends, in milliseconds; 0 for never
 */
public record SessionPersistence(Carrier carrier, long lifetime) {

    /** What carries the token. */
    public sealed interface Carrier {
        String name();

        /**
         * A cookie.
         *
         * @param path its attribute Path
         * @param permanent whether the browser keeps it beyond its own session, for the lifetime
         */
        record Cookie(String name, String path, boolean permanent) implements Carrier {}

        /** A header of that name, in requests and responses. */
        record Header(String name) implements Carrier {}
    }
}

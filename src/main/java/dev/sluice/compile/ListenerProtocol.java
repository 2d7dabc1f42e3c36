package dev.sluice.compile;

import dev.sluice.routing.SocketKey.Transport;
import org.jspecify.annotations.Nullable;

/** The protocols of listeners that are carried out. */
enum ListenerProtocol {
    HTTP,
    HTTPS,
    TLS,
    TCP,
    UDP;

    /** The protocol of this name, or null if it is not supported. */
    static @Nullable ListenerProtocol of(@Nullable String name) {
        for (ListenerProtocol protocol : values()) {
            if (protocol.name().equals(name)) {
                return protocol;
            }
        }
        return null;
    }

    Transport transport() {
        return this == UDP ? Transport.UDP : Transport.TCP;
    }

    /** Whether listeners with it begin with a TLS handshake, whose SNI tells them apart on a port. */
    boolean isTls() {
        return this == HTTPS || this == TLS;
    }

    /** Whether it carries the name of a host, so that a listener's hostname means something. */
    boolean namesHosts() {
        return this != TCP && this != UDP;
    }
}

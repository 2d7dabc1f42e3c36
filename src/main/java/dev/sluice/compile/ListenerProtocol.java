package dev.sluice.compile;

import org.jspecify.annotations.Nullable;

/** The protocols of listeners that are carried out. */
enum ListenerProtocol {
    HTTP,
    HTTPS;

    /** The protocol of this name, or null if it is not supported. */
    static @Nullable ListenerProtocol of(@Nullable String name) {
        for (ListenerProtocol protocol : values()) {
            if (protocol.name().equals(name)) {
                return protocol;
            }
        }
        return null;
    }
}

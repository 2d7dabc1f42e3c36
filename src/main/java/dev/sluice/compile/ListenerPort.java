package dev.sluice.compile;

import dev.sluice.routing.SocketKey.Transport;

/** A port of a Gateway. A number may be there for both transports; they have nothing to do with each other. */
record ListenerPort(Transport transport, int number) {
    @Override
    public String toString() {
        return number + (transport == Transport.UDP ? "/UDP" : "");
    }
}

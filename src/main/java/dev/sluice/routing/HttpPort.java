package dev.sluice.routing;

import java.util.List;

/**
 * The HTTP listeners of one port. The most specific listener hostname takes the request and no other listener is asked
 * (Gateway API, "HTTP Listener Isolation").
 */
public record HttpPort(HostnameIndex<HttpListener> listeners) {
    public HttpPort(List<HttpListener> listeners) {
        this(HostnameIndex.of(listeners, HttpListener::hostname));
    }

    /** Selects on a cleartext port. */
    public Selection select(RequestView request) {
        HttpListener listener = listeners.get(request.host());
        return listener == null ? Selection.Miss.NO_LISTENER : listener.select(request);
    }

    /**
     * Selects on a connection whose SNI has already chosen a listener. Only that listener answers: the certificate shown
     * vouches for no other, and client certificates are required per listener. A Host of another listener is
     * misdirected; one of no listener is not found (Gateway API, {@code Listener.hostname}).
     *
     * @param terminatedBy the section name of the listener that terminated TLS
     */
    public Selection selectBehind(String terminatedBy, RequestView request) {
        HttpListener listener = listeners.get(request.host());
        if (listener == null) {
            return Selection.Miss.NO_LISTENER;
        }
        return listener.name().equals(terminatedBy) ? listener.select(request) : Selection.Miss.MISDIRECTED;
    }
}

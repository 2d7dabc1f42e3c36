package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;

/**
 * Told what the data plane does, for the access log and metrics. Called on event loops, from several at once: must
 * neither block nor throw.
 */
public interface ProxyObserver {
    ProxyObserver NONE = new ProxyObserver() {};

    default void requestFinished(RequestSummary request) {}

    /** A connection or flow is over, or was refused. */
    default void streamFinished(StreamSummary stream) {}

    /** A connection or flow goes on and carried so many bytes since it began or since the last report. */
    default void streamCarried(RuleId rule, long received, long sent) {}

    default void clientConnected(SocketKey socket) {}

    default void clientDisconnected(SocketKey socket) {}

    /** A connection was refused because the socket has as many as it may. */
    default void clientRejected(SocketKey socket) {}

    default void upstreamConnected(Endpoint endpoint) {}

    default void upstreamDisconnected(Endpoint endpoint) {}

    /** By how much the state of all pools of an event loop has changed since it was last told, which is at intervals. */
    default void poolsChanged(PoolState change) {}

    /** An endpoint did not take a connection; the request goes on to another one if it may. */
    default void upstreamFailed(Endpoint endpoint, ProxyError error) {}

    /**
     * TLS with an endpoint failed, before anything was sent to it.
     *
     * @param policy what says who it must be: the BackendTLSPolicy {@code namespace/name}, or another kind and name
     * @param cause in words
     */
    default void tlsFailed(Endpoint endpoint, String policy, String cause) {}

    /**
     * A host of the table has no addresses now, or none anew: the last ones stay.
     *
     * @param cause in words
     */
    default void hostUnknown(EndpointKey host, String cause) {}

    /** A request is sent a second time because the connection it first went out on had been closed meanwhile. */
    default void replayed(Endpoint endpoint) {}

    /** A request is repeated because its rule wants that. */
    default void retried(Endpoint failed) {}

    /** A copy of a request was not sent, or not to its end. */
    default void mirrorDropped(EndpointKey mirror) {}

    /** So many spans have been taken by who gets them. */
    default void spansExported(int count) {}

    /**
     * So many spans are lost.
     *
     * @param collector who should have got them
     * @param cause in words
     */
    default void spansDropped(EndpointKey collector, int count, String cause) {}

    /** An exception that nothing should have thrown. */
    default void bug(Throwable thrown) {}
}

package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections from one event loop to one endpoint in one protocol, all with the same TLS or none. */
final class UpstreamPool {
    /** Someone who needs a connection. Exactly one of the two is called, at once or later, unless it gives up before. */
    interface Acquirer {
        /** The connection is taken until it is released. */
        void acquired(UpstreamConnection connection);

        void unavailable(ProxyError error);
    }

    /** An endpoint may be too new to be known to whoever says that it is gone. */
    private static final long GONE_GRACE = 2_000_000_000L;

    private record Waiting(Acquirer acquirer, long since) {}

    private final Endpoint endpoint;
    private final UpstreamTls tls;
    private final UpstreamConnector connector;
    private final ProxySettings.Upstreams settings;
    private final ProxyObserver observer;
    private final List<UpstreamConnection> connections = new ArrayList<>();
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int connecting;
    private int pending;
    private boolean refusing;
    private long refusedAt;

    UpstreamPool(
            Endpoint endpoint,
            UpstreamTls tls,
            UpstreamConnector connector,
            ProxySettings.Upstreams settings,
            ProxyObserver observer) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.connector = connector;
        this.settings = settings;
        this.observer = observer;
    }

    /**
     * Requests under way or waiting. An endpoint that takes none has nothing to do, and would be preferred for that, so
     * one that has just refused a connection and has no other counts as having most.
     */
    int load() {
        return refusing && connections.isEmpty() ? Integer.MAX_VALUE : pending + waiting.size();
    }

    /** A connection that was verified for one backend is not another's. */
    boolean isFor(boolean multiplexed, UpstreamTls spoken) {
        return connector.multiplexed() == multiplexed && tls.key().equals(spoken.key());
    }

    PoolState plus(PoolState others) {
        return new PoolState(
                others.idle() + idle.size(), others.pending() + pending, others.waiting() + waiting.size());
    }

    boolean isEmpty() {
        return connections.isEmpty() && connecting == 0 && waiting.isEmpty() && !refusing;
    }

    /**
     * Asks for a connection.
     *
     * @param fresh whether it should be one that has carried nothing yet; where there can be no other, one that has just
     *     carried a response does
     */
    void acquire(Acquirer acquirer, boolean fresh, long now) {
        boolean own = fresh && mayConnect();
        UpstreamConnection connection = own ? null : withRoom();
        if (connection != null) {
            give(connection, acquirer);
        } else if (own) {
            // Past the queue: someone waiting would else take it and leave a used one.
            connect(acquirer);
        } else if (waiting.size() - onTheWay() >= settings.waiting()) {
            acquirer.unavailable(Upstream.OVERLOADED);
        } else {
            waiting.add(new Waiting(acquirer, now));
            connectForWaiting();
        }
    }

    /** Whether there can be one more connection, if need be instead of the one that has been idle for longest. */
    private boolean mayConnect() {
        UpstreamConnection idlest = isFull() ? idle.peekFirst() : null;
        if (idlest != null) {
            idlest.detach();
            idlest.close();
        }
        return !isFull();
    }

    private boolean isFull() {
        return connections.size() + connecting >= settings.connections();
    }

    /** For how many requests there will be room once the connections are established that are being so. */
    private int onTheWay() {
        return connector.multiplexed() ? connecting * settings.streams() : connecting;
    }

    /** Forgets someone who no longer needs a connection. */
    void giveUp(Acquirer acquirer) {
        waiting.removeIf(waiter -> waiter.acquirer() == acquirer);
    }

    private @Nullable UpstreamConnection withRoom() {
        if (!connector.multiplexed()) {
            UpstreamConnection connection;
            do {
                connection = idle.pollLast();
            } while (connection != null
                    && !(connection.hasRoom() && connection.channel().isActive()));
            return connection;
        }
        for (int i = 0; i < connections.size(); i++) {
            if (connections.get(i).hasRoom()) {
                return connections.get(i);
            }
        }
        return null;
    }

    private void give(UpstreamConnection connection, Acquirer acquirer) {
        connection.occupy();
        pending++;
        acquirer.acquired(connection);
    }

    private void connectForWaiting() {
        int wanted = connector.multiplexed()
                ? (waiting.size() + settings.streams() - 1) / settings.streams()
                : waiting.size();
        while (connecting < wanted && !isFull()) {
            connect(null);
        }
    }

    private void connect(@Nullable Acquirer own) {
        connecting++;
        connector.connect(endpoint, tls, new UpstreamConnector.Outcome() {
            @Override
            public void connected(UpstreamTransport transport) {
                connecting--;
                established(own, transport);
            }

            @Override
            public void failed(ProxyError error, @Nullable Throwable cause) {
                connecting--;
                if (error == Upstream.TLS_FAILED && tls instanceof UpstreamTls.Spoken spoken && cause != null) {
                    observer.tlsFailed(endpoint, spoken.name(), UpstreamFailures.inWords(cause));
                }
                UpstreamPool.this.failed(own, error);
            }
        });
    }

    private void established(@Nullable Acquirer own, UpstreamTransport transport) {
        observer.upstreamConnected(endpoint);
        refusing = false;
        UpstreamConnection connection = new UpstreamConnection(
                this,
                transport,
                connector.multiplexed(),
                settings.streams(),
                settings.idle().toNanos());
        connection.idleFrom(System.nanoTime());
        connections.add(connection);
        if (own != null) {
            give(connection, own);
        }
        serve(connection);
    }

    private void failed(@Nullable Acquirer own, ProxyError error) {
        observer.upstreamFailed(endpoint, error);
        refusing = true;
        refusedAt = System.nanoTime();
        if (own != null) {
            own.unavailable(error);
        } else if (connections.isEmpty() || connector.multiplexed()) {
            // Nothing else will serve them. Those who try this endpoint again wait for the next attempt.
            List<Waiting> failed = List.copyOf(waiting);
            waiting.clear();
            for (Waiting waiter : failed) {
                waiter.acquirer().unavailable(error);
            }
        } else {
            Waiting waiter = waiting.poll();
            if (waiter != null) {
                waiter.acquirer().unavailable(error);
            }
        }
    }

    /** Gives a connection's room to those who wait, else keeps it. */
    private void serve(UpstreamConnection connection) {
        while (!waiting.isEmpty() && connection.hasRoom()) {
            give(connection, waiting.remove().acquirer());
        }
        if (!connector.multiplexed() && connection.hasRoom()) {
            idle.add(connection);
        }
    }

    void serveWaiting() {
        for (int i = 0; i < connections.size() && !waiting.isEmpty(); i++) {
            UpstreamConnection connection = connections.get(i);
            if (connector.multiplexed() && connection.hasRoom()) {
                serve(connection);
            }
        }
    }

    void released(UpstreamConnection connection) {
        pending--;
        if (connection.hasRoom()) {
            serve(connection);
        }
    }

    void left(UpstreamConnection connection) {
        connections.remove(connection);
        idle.remove(connection);
        observer.upstreamDisconnected(endpoint);
        if (!waiting.isEmpty()) {
            connectForWaiting();
        }
    }

    /** Closes what has not been used for long, or all that is idle, and ends waits that took too long. */
    void sweep(long now, boolean endpointIsGone) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            UpstreamConnection connection = connections.get(i);
            if (connection.expired(now) || (endpointIsGone && connection.idleFor(now) > GONE_GRACE)) {
                connection.detach();
                connection.close();
            }
        }
        refusing &= now - refusedAt < EndpointChoice.FAILURE_MEMORY_NANOS;
        long limit = settings.connect().toNanos();
        while (!waiting.isEmpty() && now - waiting.element().since() > limit) {
            waiting.remove().acquirer().unavailable(Upstream.OVERLOADED);
        }
    }

    void close() {
        for (UpstreamConnection connection : List.copyOf(connections)) {
            connection.close();
        }
    }
}

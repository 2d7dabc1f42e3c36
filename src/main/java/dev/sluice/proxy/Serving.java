package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all workers share: the table of the moment, the endpoints, the settings. */
final class Serving {
    private static final long ENDPOINTS_REFRESH = TimeUnit.SECONDS.toNanos(1);

    private final EndpointDirectory endpoints;
    private final ProxySettings settings;
    private final ProxyObserver observer;
    private final AtomicLong endpointsRefreshed = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Set<Endpoint> liveEndpoints = Set.of();
    private volatile ServedTable table = new ServedTable(0, Map.of());

    Serving(EndpointDirectory endpoints, ProxySettings settings, ProxyObserver observer) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.observer = observer;
        endpointsRefreshed.set(System.nanoTime() - ENDPOINTS_REFRESH);
    }

    ServedTable table() {
        return table;
    }

    void swap(ServedTable next) {
        table = next;
    }

    EndpointDirectory endpoints() {
        return endpoints;
    }

    ProxySettings settings() {
        return settings;
    }

    ProxyObserver observer() {
        return observer;
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    /** Open client connections on all sockets together. */
    int connections() {
        return connections.get();
    }

    /** The endpoints that there were a second ago, which is soon enough to close idle connections. */
    Set<Endpoint> liveEndpoints(long now) {
        long refreshed = endpointsRefreshed.get();
        if (now - refreshed >= ENDPOINTS_REFRESH && endpointsRefreshed.compareAndSet(refreshed, now)) {
            liveEndpoints = endpoints.all();
        }
        return liveEndpoints;
    }
}

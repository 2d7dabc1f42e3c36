package dev.sluice.proxy;

import dev.sluice.routing.EndpointDirectory;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What all workers share: the table of the moment, the endpoints, the settings. */
final class Serving {
    private final EndpointDirectory endpoints;
    private final ProxySettings settings;
    private final ProxyObserver observer;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger spans = new AtomicInteger();
    private volatile SessionKeys sessionKeys = SessionKeys.random();
    private final FlowLimit flowLimit;
    private volatile boolean stopping;
    private volatile long lastConnected = System.nanoTime();
    private volatile ServedTable table = new ServedTable(0, Map.of());

    Serving(EndpointDirectory endpoints, ProxySettings settings, ProxyObserver observer) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.observer = observer;
        this.flowLimit = new FlowLimit(settings.datagrams().flows());
    }

    ServedTable table() {
        return table;
    }

    void swap(ServedTable next) {
        table = next;
    }

    SessionKeys sessionKeys() {
        return sessionKeys;
    }

    void use(SessionKeys keys) {
        sessionKeys = keys;
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

    FlowLimit flowLimit() {
        return flowLimit;
    }

    /** Clients are told from now on to use another connection for their next request. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    void connected() {
        connections.incrementAndGet();
        lastConnected = System.nanoTime();
    }

    /** When the last connection came, or this began if none has, by {@link System#nanoTime}. */
    long lastConnected() {
        return lastConnected;
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    /** So many more spans are to be sent, or fewer. */
    void spans(int change) {
        spans.addAndGet(change);
    }

    /** Spans that are to be sent. */
    int spans() {
        return spans.get();
    }

    /** Open client connections on all sockets together. */
    int connections() {
        return connections.get();
    }
}

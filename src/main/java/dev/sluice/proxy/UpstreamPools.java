package dev.sluice.proxy;

import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.Endpoint;
import io.vertx.core.impl.ContextInternal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The upstream connections of one event loop. They outlive tables. */
final class UpstreamPools {
    /** @param tls {@link UpstreamTls#key}: a connection that was verified for one backend is not another's */
    private record Key(Endpoint endpoint, boolean http2, String tls) {}

    private final Map<Key, UpstreamPool> pools = new HashMap<>();
    private final UpstreamConnector http1;
    private final UpstreamConnector http2;
    private final ProxySettings.Upstreams settings;
    private final ProxyObserver observer;
    private PoolState told = PoolState.NONE;

    UpstreamPools(ContextInternal context, ProxySettings settings, Http1Writer writer, ProxyObserver observer) {
        this.settings = settings.upstreams();
        this.observer = observer;
        http1 = new Http1Connector(context, settings, writer);
        http2 = new Http2Connector(context, settings);
    }

    UpstreamPool of(Endpoint endpoint, Protocol protocol, UpstreamTls tls) {
        boolean multiplexed =
                switch (protocol) {
                    case HTTP1, WEBSOCKET -> false;
                    case H2C -> true;
                    case TCP, UDP -> throw new IllegalArgumentException(protocol + " has no pool");
                };
        Key key = new Key(endpoint, multiplexed, tls.key());
        UpstreamPool pool = pools.get(key);
        if (pool == null) {
            pool = new UpstreamPool(endpoint, tls, multiplexed ? http2 : http1, settings, observer);
            pools.put(key, pool);
        }
        return pool;
    }

    /**
     * Looks after idle connections.
     *
     * @param ready whether an endpoint is still there
     */
    void sweep(long now, Predicate<Endpoint> ready) {
        PoolState state = PoolState.NONE;
        var entries = pools.entrySet().iterator();
        while (entries.hasNext()) {
            var entry = entries.next();
            entry.getValue().sweep(now, !ready.test(entry.getKey().endpoint()));
            if (entry.getValue().isEmpty()) {
                entries.remove();
            }
            state = entry.getValue().plus(state);
        }
        tell(state);
    }

    private void tell(PoolState state) {
        if (!state.equals(told)) {
            observer.poolsChanged(state.minus(told));
            told = state;
        }
    }

    void close() {
        for (UpstreamPool pool : pools.values()) {
            pool.close();
        }
        tell(PoolState.NONE);
        http1.close();
        http2.close();
    }
}

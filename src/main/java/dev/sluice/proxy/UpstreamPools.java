package dev.sluice.proxy;

import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.Endpoint;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The upstream connections of one event loop. They outlive tables. */
final class UpstreamPools {
    /** Of each endpoint one for each way in which it is spoken to, which as a rule is one. */
    private final Map<Endpoint, List<UpstreamPool>> pools = new HashMap<>();

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
        List<UpstreamPool> present = pools.get(endpoint);
        if (present == null) {
            present = new ArrayList<>(1);
            pools.put(endpoint, present);
        }
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i).isFor(multiplexed, tls)) {
                return present.get(i);
            }
        }
        UpstreamPool pool = new UpstreamPool(endpoint, tls, multiplexed ? http2 : http1, settings, observer);
        present.add(pool);
        return pool;
    }

    /**
     * Looks after idle connections.
     *
     * @param ready whether an endpoint is still there
     */
    void sweep(long now, Predicate<Endpoint> ready) {
        PoolState state = PoolState.NONE;
        // Copies, because a request whose wait ends may ask for another pool at once.
        for (var entry : List.copyOf(pools.entrySet())) {
            boolean gone = !ready.test(entry.getKey());
            for (UpstreamPool pool : List.copyOf(entry.getValue())) {
                pool.sweep(now, gone);
                state = pool.plus(state);
            }
            entry.getValue().removeIf(UpstreamPool::isEmpty);
        }
        pools.values().removeIf(List::isEmpty);
        tell(state);
    }

    private void tell(PoolState state) {
        if (!state.equals(told)) {
            observer.poolsChanged(state.minus(told));
            told = state;
        }
    }

    void close() {
        for (List<UpstreamPool> present : pools.values()) {
            present.forEach(UpstreamPool::close);
        }
        tell(PoolState.NONE);
        http1.close();
        http2.close();
    }
}

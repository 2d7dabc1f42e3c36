package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.StreamRule;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a new connection or flow goes. */
sealed interface StreamDraw {
    /** To an endpoint of a backend. */
    record To(Backend.Service backend, Endpoint endpoint) implements StreamDraw {}

    /** Nowhere. */
    record Nowhere(ProxyError error) implements StreamDraw {}

    /**
     * Draws a backend by weight and chooses one of its endpoints.
     *
     * @param rule null if there is none for it
     */
    static StreamDraw of(@Nullable StreamRule rule, Worker worker) {
        if (rule == null) {
            return new Nowhere(ProxyError.Downstream.NO_ROUTE);
        }
        Backends backends = rule.backends();
        long total = backends.totalWeight();
        Backends.Weighted drawn =
                total == 0 ? null : backends.pick(worker.random().nextLong(total));
        if (drawn == null || !(drawn.backend() instanceof Backend.Service backend)) {
            return new Nowhere(Internal.INVALID_BACKEND);
        }
        Endpoint endpoint = worker.streamChoice()
                .choose(
                        worker.endpoints().of(backend.endpoints()),
                        backend.protocol(),
                        UpstreamTls.Cleartext.CLEARTEXT,
                        Set.of());
        return endpoint == null ? new Nowhere(Upstream.NO_ENDPOINTS) : new To(backend, endpoint);
    }
}

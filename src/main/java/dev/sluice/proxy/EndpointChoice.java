package dev.sluice.proxy;

import dev.sluice.proxy.ProxySettings.Balancing;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses the endpoint for a try. One per event loop. */
final class EndpointChoice {
    /** How long an endpoint that took no connection is the last to be asked again. */
    static final long FAILURE_MEMORY_NANOS = 10_000_000_000L;

    private final Balancing balancing;
    private final RandomGenerator random;
    private final Load load;
    private int turn;

    /** How much an endpoint has to do. */
    interface Load {
        int of(Endpoint endpoint, Backend.Protocol protocol, UpstreamTls tls);
    }

    EndpointChoice(Balancing balancing, RandomGenerator random, Load load) {
        this.balancing = balancing;
        this.random = random;
        this.load = load;
        this.turn = random.nextInt() & 0xffff;
    }

    /**
     * Chooses.
     *
     * @param tried endpoints that did not take the request; chosen again only if there is no other
     * @return null if there are none at all
     */
    @Nullable
    Endpoint choose(Endpoint[] ready, Backend.Protocol protocol, UpstreamTls tls, Set<Endpoint> tried) {
        if (ready.length == 0) {
            return null;
        }
        if (ready.length == 1) {
            return ready[0];
        }
        if (!tried.isEmpty()) {
            int start = random.nextInt(ready.length);
            for (int i = 0; i < ready.length; i++) {
                Endpoint candidate = ready[(start + i) % ready.length];
                if (!tried.contains(candidate)) {
                    return candidate;
                }
            }
        }
        return switch (balancing) {
            case ROUND_ROBIN -> ready[Math.floorMod(turn++, ready.length)];
            case LEAST_PENDING -> {
                int first = random.nextInt(ready.length);
                int second = random.nextInt(ready.length - 1);
                Endpoint one = ready[first];
                Endpoint other = ready[second >= first ? second + 1 : second];
                yield load.of(other, protocol, tls) < load.of(one, protocol, tls) ? other : one;
            }
        };
    }
}

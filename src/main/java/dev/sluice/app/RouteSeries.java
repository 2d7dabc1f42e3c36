package dev.sluice.app;

import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.RuleId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Series by route. A route gets its own until there are as many as the settings allow, and every further one is counted
 * under the route {@code other}.
 *
 * @param <S> the meters of one route
 */
final class RouteSeries<S> {
    private final MeterRegistry registry;
    private final int most;
    private final Function<ResourceKey, S> factory;
    private final BiConsumer<S, MeterRegistry> remover;
    private final Map<ResourceKey, S> routes = new ConcurrentHashMap<>();
    /** What {@link #routes} says of the rules that were asked for, so that no key is made for a request. */
    private final Map<RuleId, S> rules = new ConcurrentHashMap<>();

    private final S other;
    private final S unmatched;

    /**
     * Begins without any route.
     *
     * @param factory makes the meters of a route
     * @param remover takes them out of the registry
     */
    RouteSeries(
            MeterRegistry registry, int most, Function<ResourceKey, S> factory, BiConsumer<S, MeterRegistry> remover) {
        this.registry = registry;
        this.most = most;
        this.factory = factory;
        this.remover = remover;
        other = factory.apply(new ResourceKey("", "", "other"));
        unmatched = factory.apply(new ResourceKey("", "", ""));
    }

    /** Of what no rule was chosen for. */
    S unmatched() {
        return unmatched;
    }

    S of(RuleId rule) {
        S known = rules.get(rule);
        return known != null ? known : ofNew(rule);
    }

    private S ofNew(RuleId rule) {
        ResourceKey name = new ResourceKey(rule.kind(), rule.namespace(), rule.route());
        S series = routes.get(name);
        if (series == null) {
            if (routes.size() >= most) {
                return other;
            }
            series = routes.computeIfAbsent(name, factory);
        }
        rules.put(rule, series);
        if (routes.get(name) != series) {
            // Forgotten meanwhile.
            rules.remove(rule, series);
        }
        return series;
    }

    /** Forgets the series of all other routes, so that they make room for new ones. */
    void retain(Set<ResourceKey> present) {
        routes.forEach((name, series) -> {
            if (!present.contains(name) && routes.remove(name, series)) {
                remover.accept(series, registry);
            }
        });
        rules.values().retainAll(routes.values());
    }
}

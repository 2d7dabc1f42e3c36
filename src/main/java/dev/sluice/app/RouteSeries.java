package dev.sluice.app;

import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.RuleId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Series by route. A route gets its own until there are as many as the settings allow, and every further one is counted
 * under the route {@code other}.
 *
 * @param <S> what is counted of one route
 */
final class RouteSeries<S> {
    private static final ResourceKey OTHER = new ResourceKey("", "", "other");
    private static final ResourceKey UNMATCHED = new ResourceKey("", "", "");

    private final int most;
    private final Supplier<S> factory;
    private final Map<ResourceKey, S> routes = new ConcurrentHashMap<>();
    /**
     * What the rules that were asked for since {@link #retain} are counted under, so that no key is made for a request.
     */
    private final Map<RuleId, S> rules = new ConcurrentHashMap<>();

    private final S other;
    private final S unmatched;

    /** Begins without any route. */
    RouteSeries(int most, Supplier<S> factory) {
        this.most = most;
        this.factory = factory;
        other = factory.get();
        unmatched = factory.get();
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
        ResourceKey name = keyOf(rule);
        S series = routes.get(name);
        if (series == null) {
            series = routes.size() < most ? routes.computeIfAbsent(name, _ -> factory.get()) : other;
        }
        rules.put(rule, series);
        if (series != other && routes.get(name) != series) {
            // Forgotten meanwhile.
            rules.remove(rule, series);
        }
        return series;
    }

    private static ResourceKey keyOf(RuleId rule) {
        return new ResourceKey(rule.kind(), rule.namespace(), rule.route());
    }

    /** All series, those of no route of their own too. */
    void forEach(BiConsumer<ResourceKey, S> consumer) {
        consumer.accept(OTHER, other);
        consumer.accept(UNMATCHED, unmatched);
        routes.forEach(consumer);
    }

    /** Forgets the series of all other routes, so that they make room for new ones. */
    void retain(Set<ResourceKey> present) {
        routes.keySet().retainAll(present);
        rules.clear();
    }
}

package dev.sluice.standalone;

import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.RuleId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The hostnames under which each route is served: where its own and those of its listeners meet. */
final class EffectiveHostnames {
    private final Map<ResourceKey, Set<String>> byRoute = new HashMap<>();

    EffectiveHostnames(RouteTable table) {
        HttpListeners.of(table).forEach(this::add);
    }

    private void add(HttpListener listener) {
        for (HostRoutes host : listener.hosts().sorted()) {
            String hostname = narrower(listener.hostname(), host.hostname()).toString();
            for (Candidate candidate : host.candidates()) {
                RuleId rule = candidate.rule().id();
                byRoute.computeIfAbsent(
                                new ResourceKey(rule.kind(), rule.namespace(), rule.route()), _ -> new TreeSet<>())
                        .add(hostname);
            }
        }
    }

    /** Of two patterns that have hosts in common, one is a part of the other. */
    private static HostnamePattern narrower(HostnamePattern one, HostnamePattern other) {
        if (one.isAny()) {
            return other;
        }
        if (other.isAny() || !one.isWildcard()) {
            return one;
        }
        return other.isWildcard() && other.text().length() < one.text().length() ? one : other;
    }

    /** Those of a route; the ones that it names itself if it is not served. */
    String of(ResourceKey route, Collection<String> own) {
        Collection<String> hostnames = byRoute.getOrDefault(route, Set.of());
        if (hostnames.isEmpty()) {
            hostnames = own;
        }
        return hostnames.isEmpty() ? "*" : String.join(",", hostnames);
    }
}

package dev.sluice.standalone;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.MissingEndpoints;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.RouteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A backend of routes that are served, which has no endpoint to send requests to: they are answered by 503. No condition
 * of the Gateway API says so, because endpoints come and go.
 *
 * @param backend as {@code namespace/service:port}
 * @param routes that refer to it
 * @param reason in words for a user
 */
public record EmptyBackend(String backend, String routes, String reason) {
    private static final int ROUTES_NAMED = 3;

    /** Those of a compilation, in the order of their names. */
    public static List<EmptyBackend> all(Compilation compilation) {
        Map<EndpointKey, Set<String>> routes = new HashMap<>();
        for (HttpListener listener : HttpListeners.of(compilation.table())) {
            for (HostRoutes host : listener.hosts().sorted()) {
                for (Candidate candidate : host.candidates()) {
                    add(candidate.rule(), routes);
                }
            }
        }
        List<EmptyBackend> empty = new ArrayList<>();
        routes.forEach((key, names) -> {
            String reason = MissingEndpoints.why(compilation.resources(), key);
            if (reason != null) {
                empty.add(new EmptyBackend(key.toString(), text(names), reason));
            }
        });
        empty.sort((one, other) -> one.backend().compareTo(other.backend()));
        return empty;
    }

    private static void add(RouteRule rule, Map<EndpointKey, Set<String>> routes) {
        for (Backends.Weighted weighted : rule.backends().weighted()) {
            if (weighted.backend() instanceof Backend.Service service) {
                routes.computeIfAbsent(service.endpoints(), _ -> new TreeSet<>())
                        .add(new ResourceKey(
                                        rule.id().kind(),
                                        rule.id().namespace(),
                                        rule.id().route())
                                .toString());
            }
        }
    }

    private static String text(Set<String> names) {
        String first = String.join(", ", names.stream().limit(ROUTES_NAMED).toList());
        return names.size() <= ROUTES_NAMED ? first : first + " and " + (names.size() - ROUTES_NAMED) + " more";
    }
}

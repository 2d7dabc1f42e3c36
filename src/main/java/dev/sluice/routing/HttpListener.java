package dev.sluice.routing;

import java.util.List;

/**
 * An HTTP or HTTPS listener with the routes attached to it, grouped by the hostname that the routes themselves name.
 *
 * <p>A route's original hostname, not its intersection with the listener's, decides precedence: all candidates of the
 * most specific hostname come first, then those of the next that also matches ("Gateway Route Hostname Intersection
 * Precedence").
 *
 * @param name the section name
 * @param hostname the listener's hostname pattern
 * @param filters what every request goes through, in order, before a rule is chosen; only such as may stand there
 * @param hosts the candidates by route hostname
 */
public record HttpListener(
        String name, HostnamePattern hostname, List<HttpFilter> filters, HostnameIndex<HostRoutes> hosts) {
    public HttpListener {
        filters = List.copyOf(filters);
    }

    public HttpListener(String name, HostnamePattern hostname, List<HttpFilter> filters, List<HostRoutes> hosts) {
        this(name, hostname, filters, HostnameIndex.of(hosts, HostRoutes::hostname));
    }

    /** One without filters. */
    public HttpListener(String name, HostnamePattern hostname, List<HostRoutes> hosts) {
        this(name, hostname, List.of(), hosts);
    }

    Selection select(RequestView request) {
        return filters.isEmpty() ? route(request) : new Selection.Filtered(this);
    }

    /** Chooses a rule for a request that the filters have let pass. */
    public Selection route(RequestView request) {
        for (var entry = hosts.find(request.host()); entry != null; entry = entry.next()) {
            Candidate candidate = entry.value().select(request);
            if (candidate != null) {
                return candidate;
            }
        }
        return Selection.Miss.NO_ROUTE;
    }
}

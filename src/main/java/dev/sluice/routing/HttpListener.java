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
 * @param hosts the candidates by route hostname
 */
public record HttpListener(String name, HostnamePattern hostname, HostnameIndex<HostRoutes> hosts) {
    public HttpListener(String name, HostnamePattern hostname, List<HostRoutes> hosts) {
        this(name, hostname, HostnameIndex.of(hosts, HostRoutes::hostname));
    }

    Selection select(RequestView request) {
        for (var entry = hosts.find(request.host()); entry != null; entry = entry.next()) {
            Candidate candidate = entry.value().select(request);
            if (candidate != null) {
                return candidate;
            }
        }
        return Selection.Miss.NO_ROUTE;
    }
}

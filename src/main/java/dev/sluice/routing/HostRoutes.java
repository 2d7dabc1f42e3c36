package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of one route hostname, in order of precedence, with an index by path. */
public final class HostRoutes {
    private final HostnamePattern hostname;
    private final List<Candidate> candidates;
    private final PathIndex paths;

    /**
     * Takes candidates that are already sorted: exact paths, then regular expressions, then prefixes from the longest
     * to the shortest, of which {@code /} comes after methods of any service; within equal paths by method, headers, query parameters and age.
     */
    public HostRoutes(HostnamePattern hostname, List<Candidate> candidates) {
        this.hostname = hostname;
        this.candidates = List.copyOf(candidates);
        this.paths = PathIndex.of(this.candidates);
    }

    public HostnamePattern hostname() {
        return hostname;
    }

    public List<Candidate> candidates() {
        return candidates;
    }

    @Nullable
    Candidate select(RequestView request) {
        return paths.select(request);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostRoutes routes
                && hostname.equals(routes.hostname)
                && candidates.equals(routes.candidates);
    }

    @Override
    public int hashCode() {
        return candidates.hashCode();
    }

    @Override
    public String toString() {
        return "HostRoutes[" + hostname + ", " + candidates + "]";
    }
}

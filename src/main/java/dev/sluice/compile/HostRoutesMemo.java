package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sorted and indexed candidates of hostnames, from one compilation to the next: the same candidates, the same index. */
final class HostRoutesMemo {
    private record Place(String gateway, String listener, HostnamePattern hostname) {}

    private record Entry(List<Candidate> unsorted, HostRoutes routes) {}

    private Map<Place, Entry> known = Map.of();
    private Map<Place, Entry> used = new HashMap<>();

    /** Begins a compilation: what the last one did not use is forgotten. */
    void begin() {
        known = used;
        used = new HashMap<>();
    }

    /**
     * The routes of a hostname.
     *
     * @param candidates by the age and name of their routes, then by their place in the route
     */
    HostRoutes of(String gateway, String listener, HostnamePattern hostname, List<Candidate> candidates) {
        Place place = new Place(gateway, listener, hostname);
        Entry entry = known.get(place);
        if (entry == null || !same(entry.unsorted(), candidates)) {
            List<Candidate> unsorted = List.copyOf(candidates);
            candidates.sort(MatchPrecedence.MOST_SPECIFIC_FIRST);
            entry = new Entry(unsorted, new HostRoutes(hostname, candidates));
        }
        used.put(place, entry);
        return entry.routes();
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean same(List<Candidate> left, List<Candidate> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            // Comparing deeply would cost more than sorting anew.
            if (left.get(i) != right.get(i)) {
                return false;
            }
        }
        return true;
    }
}

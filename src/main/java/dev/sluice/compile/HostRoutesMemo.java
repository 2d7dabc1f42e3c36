package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Sorted and indexed candidates of hostnames, from one compilation to the next: the same candidates, the same index. It
 * knows what was asked of it since {@link #begin}, and not forgotten.
 */
final class HostRoutesMemo {
    private record Place(ListenerId listener, HostnamePattern hostname) {}

    private record Entry(List<Candidate> unsorted, HostRoutes routes, List<Shadows.Shadow> shadows) {}

    private Map<Place, Entry> known = Map.of();
    private Map<Place, Entry> used = new HashMap<>();

    /** Begins with new listeners: of what was used before only what is asked for again is kept. */
    void begin() {
        known = used;
        used = new HashMap<>();
    }

    /**
     * The routes of a hostname, which have changed or are asked for for the first time.
     *
     * @param candidates by the age and name of their routes, then by their place in the route
     */
    void put(ListenerId listener, HostnamePattern hostname, List<Candidate> candidates) {
        Place place = new Place(listener, hostname);
        Entry entry = known.get(place);
        if (entry == null || !same(entry.unsorted(), candidates)) {
            List<Candidate> unsorted = List.copyOf(candidates);
            candidates.sort(MatchPrecedence.MOST_SPECIFIC_FIRST);
            entry = new Entry(unsorted, new HostRoutes(hostname, candidates), Shadows.of(candidates));
        }
        used.put(place, entry);
    }

    /** The routes of a hostname as they were last {@link #put}. */
    HostRoutes get(ListenerId listener, HostnamePattern hostname) {
        return Objects.requireNonNull(used.get(new Place(listener, hostname))).routes();
    }

    /** Forgets a hostname that has no routes any more. */
    void remove(ListenerId listener, HostnamePattern hostname) {
        used.remove(new Place(listener, hostname));
    }

    /** Whether routes of a hostname are served behind a listener. */
    boolean serves(ListenerId listener, HostnamePattern hostname) {
        return used.containsKey(new Place(listener, hostname));
    }

    /** Everything that can never be chosen. */
    void forEachShadow(BiConsumer<ListenerId, Shadows.Shadow> consumer) {
        used.forEach((place, entry) -> {
            for (Shadows.Shadow shadow : entry.shadows()) {
                consumer.accept(place.listener(), shadow);
            }
        });
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

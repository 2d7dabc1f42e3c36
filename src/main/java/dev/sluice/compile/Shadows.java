package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.HttpMatch.HeaderMatch;
import dev.sluice.routing.HttpMatch.QueryParamMatch;
import dev.sluice.routing.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Candidates of one hostname that can never be chosen. The more specific match comes first, so that is so if an earlier
 * candidate's match is the same; one that only includes it comes later.
 */
final class Shadows {
    /** A candidate that is never chosen, and the one that always is in its place. */
    record Shadow(Candidate loser, Candidate winner) {}

    private record Same(
            PathMatch path, @Nullable String method, Set<HeaderMatch> headers, Set<QueryParamMatch> queryParams) {
        static Same of(HttpMatch match) {
            return new Same(match.path(), match.method(), Set.copyOf(match.headers()), Set.copyOf(match.queryParams()));
        }
    }

    private Shadows() {}

    /** @param candidates in their order of precedence */
    static List<Shadow> of(List<Candidate> candidates) {
        List<Shadow> shadows = new ArrayList<>();
        Map<Same, Candidate> first = HashMap.newHashMap(candidates.size());
        for (Candidate candidate : candidates) {
            Candidate winner = first.putIfAbsent(Same.of(candidate.match()), candidate);
            if (winner != null) {
                shadows.add(new Shadow(candidate, winner));
            }
        }
        return shadows;
    }
}

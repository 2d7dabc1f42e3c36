package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/**
 * The candidates of one prefix. It knows by itself whether its first candidate takes every request: with thousands of
 * routes each object that a request touches has to come from memory.
 */
final class PrefixNode {
    final String prefix;
    private final Candidate first;
    /** Whether the first candidate asks for nothing but the path. */
    private final boolean takesAll;

    private final Candidate[] candidates;

    /** The next shorter prefix of every path that this one is a prefix of. */
    @Nullable
    PrefixNode shorter;

    PrefixNode(String prefix, Candidate[] candidates) {
        this.prefix = prefix;
        this.candidates = candidates;
        this.first = candidates[0];
        this.takesAll = first.match().isOfPathAlone();
    }

    @Nullable
    Candidate select(RequestView request) {
        return takesAll ? first : first(candidates, request);
    }

    /** The first of some candidates that a request satisfies beyond its path. */
    static @Nullable Candidate first(Candidate[] candidates, RequestView request) {
        for (Candidate candidate : candidates) {
            if (candidate.match().matchesBeyondPath(request)) {
                return candidate;
            }
        }
        return null;
    }
}

package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.PathMatch;
import java.util.Comparator;

/**
 * Which match comes first (Gateway API, {@code HTTPRouteRule.matches} and {@code GRPCRouteRule.matches}): exact paths,
 * regular expressions (their place is up to the implementation), the longest prefix, methods of any gRPC service, what
 * matches everything; then one with a method, the most headers, the most query parameters.
 * Age, name and the order in the route decide after that: sort candidates that are in that order with a stable sort.
 */
final class MatchPrecedence {
    static final Comparator<Candidate> MOST_SPECIFIC_FIRST = (left, right) -> compare(left.match(), right.match());

    private MatchPrecedence() {}

    private static int compare(HttpMatch left, HttpMatch right) {
        int byKind = Integer.compare(kind(left.path()), kind(right.path()));
        if (byKind != 0) {
            return byKind;
        }
        int byLength = Integer.compare(length(right.path()), length(left.path()));
        if (byLength != 0) {
            return byLength;
        }
        int byMethod = Boolean.compare(left.method() == null, right.method() == null);
        if (byMethod != 0) {
            return byMethod;
        }
        int byHeaders = Integer.compare(right.headers().size(), left.headers().size());
        if (byHeaders != 0) {
            return byHeaders;
        }
        return Integer.compare(right.queryParams().size(), left.queryParams().size());
    }

    private static int kind(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact _ -> 0;
            case PathMatch.Regex _ -> 1;
            case PathMatch.Prefix(String value) -> value.length() > 1 ? 2 : 4;
            case PathMatch.AnyService _ -> 3;
        };
    }

    private static int length(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact(String value) -> value.length();
            case PathMatch.Regex(var pattern) -> pattern.pattern().length();
            case PathMatch.Prefix(String value) -> value.length();
            case PathMatch.AnyService(String method) -> method.length();
        };
    }
}

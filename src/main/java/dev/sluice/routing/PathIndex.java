package dev.sluice.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Candidates by path. Exact paths are one look-up; prefixes one look-up for each element of the request's path down to
 * the deepest prefix known, and from there a chain of ever shorter prefixes that is fixed when the index is built; gRPC
 * methods of any service one look-up, before the prefix that matches everything.
 */
final class PathIndex {
    private static final Candidate[] NONE = {};

    private static final class PrefixNode {
        final String prefix;
        final Candidate[] candidates;

        @Nullable
        PrefixNode shorter;

        PrefixNode(String prefix, Candidate[] candidates) {
            this.prefix = prefix;
            this.candidates = candidates;
        }
    }

    private final Map<String, Candidate[]> exact = new HashMap<>();
    private final Map<String, PrefixNode> prefixes = new HashMap<>();
    private final Map<String, Candidate[]> anyService = new HashMap<>();
    private @Nullable PrefixNode root;
    private Candidate[] regexes = NONE;
    private int longestPrefix;

    private PathIndex() {}

    static PathIndex of(List<Candidate> candidates) {
        Map<String, List<Candidate>> exact = new LinkedHashMap<>();
        Map<String, List<Candidate>> prefixes = new LinkedHashMap<>();
        Map<String, List<Candidate>> anyService = new LinkedHashMap<>();
        List<Candidate> regexes = new ArrayList<>();
        for (Candidate candidate : candidates) {
            switch (candidate.match().path()) {
                case PathMatch.Exact(String value) ->
                    exact.computeIfAbsent(value, _ -> new ArrayList<>()).add(candidate);
                case PathMatch.Prefix(String value) ->
                    prefixes.computeIfAbsent(value, _ -> new ArrayList<>()).add(candidate);
                case PathMatch.Regex _ -> regexes.add(candidate);
                case PathMatch.AnyService(String method) ->
                    anyService.computeIfAbsent(method, _ -> new ArrayList<>()).add(candidate);
            }
        }
        PathIndex index = new PathIndex();
        exact.forEach((path, list) -> index.exact.put(path, list.toArray(NONE)));
        anyService.forEach((method, list) -> index.anyService.put(method, list.toArray(NONE)));
        index.regexes = regexes.toArray(NONE);
        prefixes.forEach((prefix, list) -> index.add(new PrefixNode(prefix, list.toArray(NONE))));
        index.prefixes.values().forEach(node -> node.shorter = index.shorterThan(node.prefix));
        return index;
    }

    private void add(PrefixNode node) {
        if (node.prefix.equals("/")) {
            root = node;
        } else {
            prefixes.put(node.prefix, node);
            longestPrefix = Math.max(longestPrefix, node.prefix.length());
        }
    }

    private @Nullable PrefixNode shorterThan(String prefix) {
        for (int slash = prefix.lastIndexOf('/'); slash > 0; slash = prefix.lastIndexOf('/', slash - 1)) {
            PrefixNode node = prefixes.get(prefix.substring(0, slash));
            if (node != null) {
                return node;
            }
        }
        return root;
    }

    @Nullable
    Candidate select(RequestView request) {
        String path = request.path();
        Candidate[] sameExact = exact.get(path);
        if (sameExact != null) {
            Candidate found = first(sameExact, request);
            if (found != null) {
                return found;
            }
        }
        for (Candidate candidate : regexes) {
            if (candidate.match().path().matches(path) && candidate.match().matchesBeyondPath(request)) {
                return candidate;
            }
        }
        for (PrefixNode node = deepest(path); node != null && node != root; node = node.shorter) {
            Candidate found = first(node.candidates, request);
            if (found != null) {
                return found;
            }
        }
        Candidate found = anyService.isEmpty() ? null : ofAnyService(path, request);
        return found != null || root == null ? found : first(root.candidates, request);
    }

    private @Nullable Candidate ofAnyService(String path, RequestView request) {
        int slash = path.indexOf('/', 1);
        Candidate[] sameMethod = slash <= 1 ? null : anyService.get(path.substring(slash + 1));
        return sameMethod == null ? null : first(sameMethod, request);
    }

    private @Nullable PrefixNode deepest(String path) {
        if (prefixes.isEmpty()) {
            return root;
        }
        int end = path.length();
        if (end > longestPrefix) {
            end = path.lastIndexOf('/', longestPrefix);
        }
        for (; end > 0; end = path.lastIndexOf('/', end - 1)) {
            PrefixNode node = prefixes.get(path.substring(0, end));
            if (node != null) {
                return node;
            }
        }
        return root;
    }

    private static @Nullable Candidate first(Candidate[] candidates, RequestView request) {
        for (Candidate candidate : candidates) {
            if (candidate.match().matchesBeyondPath(request)) {
                return candidate;
            }
        }
        return null;
    }
}

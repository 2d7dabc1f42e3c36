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

    // Of most hosts the maps are empty, and then one and the same object, which is at hand.
    private final Map<String, Candidate[]> exact;

    private final Map<String, PrefixNode> prefixes;
    private final Map<String, Candidate[]> anyService;
    private final Candidate[] regexes;
    private final @Nullable PrefixNode root;
    private final int longestPrefix;

    private PathIndex(
            Map<String, List<Candidate>> exact,
            Candidate[] regexes,
            Map<String, List<Candidate>> prefixes,
            Map<String, List<Candidate>> anyService) {
        this.exact = arrays(exact);
        this.regexes = regexes;
        this.anyService = arrays(anyService);
        PrefixNode shortest = null;
        int longest = 0;
        Map<String, PrefixNode> nodes = HashMap.newHashMap(prefixes.size());
        for (var entry : prefixes.entrySet()) {
            PrefixNode node = new PrefixNode(entry.getKey(), entry.getValue().toArray(NONE));
            if (node.prefix.equals("/")) {
                shortest = node;
            } else {
                nodes.put(node.prefix, node);
                longest = Math.max(longest, node.prefix.length());
            }
        }
        this.root = shortest;
        this.longestPrefix = longest;
        this.prefixes = nodes.isEmpty() ? Map.of() : nodes;
        for (PrefixNode node : nodes.values()) {
            node.shorter = shorterThan(node.prefix);
        }
    }

    private static Map<String, Candidate[]> arrays(Map<String, List<Candidate>> lists) {
        if (lists.isEmpty()) {
            return Map.of();
        }
        Map<String, Candidate[]> arrays = HashMap.newHashMap(lists.size());
        lists.forEach((key, list) -> arrays.put(key, list.toArray(NONE)));
        return arrays;
    }

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
        return new PathIndex(exact, regexes.toArray(NONE), prefixes, anyService);
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
            Candidate found = PrefixNode.first(sameExact, request);
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
            Candidate found = node.select(request);
            if (found != null) {
                return found;
            }
        }
        Candidate found = anyService.isEmpty() ? null : ofAnyService(path, request);
        return found != null || root == null ? found : root.select(request);
    }

    private @Nullable Candidate ofAnyService(String path, RequestView request) {
        int slash = path.indexOf('/', 1);
        Candidate[] sameMethod = slash <= 1 ? null : anyService.get(path.substring(slash + 1));
        return sameMethod == null ? null : PrefixNode.first(sameMethod, request);
    }

    private @Nullable PrefixNode deepest(String path) {
        if (longestPrefix == 0) {
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
}

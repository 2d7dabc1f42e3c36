package dev.sluice.proxy;

import dev.sluice.routing.PathMatch;
import dev.sluice.routing.PathRewrite;

/** Rewrites a path (Gateway API, HTTPPathModifier). */
final class PathRewriting {
    private PathRewriting() {}

    /**
     * The new path.
     *
     * @param match what the rule's match was; a prefix can be replaced only where a prefix has matched
     */
    static String apply(PathRewrite rewrite, PathMatch match, String path) {
        return switch (rewrite) {
            case PathRewrite.Full(String full) -> full.isEmpty() ? "/" : full;
            case PathRewrite.Prefix(String replacement) ->
                match instanceof PathMatch.Prefix(String prefix) ? replacePrefix(prefix, replacement, path) : path;
        };
    }

    /** Follows the table of examples at HTTPPathModifier.replacePrefixMatch: slashes at the seam never double. */
    private static String replacePrefix(String prefix, String replacement, String path) {
        String head = withoutTrailingSlash(replacement);
        String rest = path.substring(
                Math.min(path.length(), withoutTrailingSlash(prefix).length()));
        if (rest.isEmpty()) {
            return head.isEmpty() ? "/" : head;
        }
        return rest.startsWith("/") ? head + rest : head + "/" + rest;
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}

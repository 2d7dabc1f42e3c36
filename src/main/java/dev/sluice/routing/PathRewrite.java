package dev.sluice.routing;

/** A new path for a request. */
public sealed interface PathRewrite {
    /** Replaces the whole path. */
    record Full(String path) implements PathRewrite {}

    /** Replaces the prefix that the rule's match has matched, keeping the rest. */
    record Prefix(String replacement) implements PathRewrite {}
}

package dev.sluice.routing;

/** One match of one rule: what is chosen if the match holds for a request. */
public record Candidate(HttpMatch match, RouteRule rule) implements Selection {}

package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/**
 * A TCP or UDP listener.
 *
 * @param name the section name
 * @param rule the rule of the oldest route; null if none is attached: then connections are refused
 */
public record StreamListener(String name, @Nullable StreamRule rule) {}

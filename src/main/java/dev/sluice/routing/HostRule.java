package dev.sluice.routing;

/**
 * What happens with TLS connections for a hostname that a TLSRoute names.
 *
 * @param hostname as the route names it, not its intersection with the listener's
 * @param rule the rule of the oldest route that names it
 */
public record HostRule(HostnamePattern hostname, StreamRule rule) {}

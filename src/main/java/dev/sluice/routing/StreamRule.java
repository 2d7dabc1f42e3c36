package dev.sluice.routing;

/**
 * The rule of a TCPRoute, TLSRoute or UDPRoute: where whole connections go, or flows of datagrams.
 *
 * @param id where it comes from, for logs and metrics
 * @param backends drawn once for each connection or flow; without any weight every connection is refused
 */
public record StreamRule(RuleId id, Backends backends) {}

/**
 * The immutable route table: what the data plane serves, as plain data.
 *
 * <p>A {@link dev.sluice.routing.RouteTable} holds every socket to be open and, below it, listeners, hostnames,
 * candidates and rules, already sorted by the precedence of the specification: the first match wins. Selection
 * allocates nothing, takes no lock and does not depend on the number of routes. Nothing here knows Kubernetes, files
 * or network libraries; regular expressions are RE2 (linear time).
 *
 * <p>Endpoints change more often than routes, so a table names them by {@link dev.sluice.routing.EndpointKey} and
 * {@link dev.sluice.routing.EndpointDirectory} holds the live lists.
 */
@NullMarked
package dev.sluice.routing;

import org.jspecify.annotations.NullMarked;

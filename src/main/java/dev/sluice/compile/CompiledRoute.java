package dev.sluice.compile;

import dev.sluice.resources.RouteResource;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.StreamRule;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route, compiled once for all its parents.
 *
 * @param hostnames as the route names them; {@link HostnamePattern#ANY} alone if it names none
 * @param rules of an HTTPRoute or GRPCRoute in order, those that are invalid too
 * @param stream the rule of a TCPRoute, TLSRoute or UDPRoute
 * @param rejected why no rule of the route is carried out, if that is so
 * @param dropped the invalid rules in words, if some rules are valid and some are not
 * @param unresolved references that do not resolve, the first first
 */
record CompiledRoute(
        RouteResource route,
        List<HostnamePattern> hostnames,
        List<CompiledRule> rules,
        @Nullable StreamRule stream,
        @Nullable Problem rejected,
        @Nullable String dropped,
        List<Problem> unresolved) {

    /**
     * The order in which routes that want the same thing come. Routes of two kinds with one name and age come in the
     * order in which the API names the kinds.
     */
    static final Comparator<CompiledRoute> OLDEST_FIRST = (left, right) -> {
        int byAge =
                Age.OLDEST_FIRST.compare(left.route().object(), right.route().object());
        return byAge != 0
                ? byAge
                : Integer.compare(
                        RouteKinds.ALL.indexOf(left.route().kind()),
                        RouteKinds.ALL.indexOf(right.route().kind()));
    };
}

package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a route, ready to be carried out.
 *
 * @param id where it comes from, for logs, metrics and explanations
 * @param filters in order; a redirect among them answers the request
 * @param backends where the request goes if no filter answered it
 * @param retry null if the rule says nothing
 * @param session null for none
 */
public record RouteRule(
        RuleId id,
        List<HttpFilter> filters,
        Backends backends,
        Timeouts timeouts,
        @Nullable RetryPolicy retry,
        @Nullable SessionPersistence session) {
    public RouteRule {
        filters = List.copyOf(filters);
    }

    public RouteRule(RuleId id, List<HttpFilter> filters, Backends backends, Timeouts timeouts) {
        this(id, filters, backends, timeouts, null, null);
    }
}

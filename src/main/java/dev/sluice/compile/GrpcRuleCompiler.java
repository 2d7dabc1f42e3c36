package dev.sluice.compile;

import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.RuleId;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles one rule of a GRPCRoute: but for its matches it is an HTTP rule. */
final class GrpcRuleCompiler implements RouteCompiler.RuleCompiler<GRPCRouteRule> {
    private final HttpRuleCompiler http;

    GrpcRuleCompiler(HttpRuleCompiler http) {
        this.http = http;
    }

    /** The rules of a route; unlike an HTTPRoute, one without any matches nothing. */
    static List<GRPCRouteRule> rulesOf(GRPCRoute route) {
        List<GRPCRouteRule> rules =
                route.getSpec() == null ? null : route.getSpec().getRules();
        return rules == null ? List.of() : rules;
    }

    @Override
    public CompiledRule compile(GRPCRouteRule rule, RuleId id) {
        List<Problem> invalid = new ArrayList<>();
        List<HttpMatch> matches = matches(rule, "rules[" + id.index() + "]", invalid);
        HTTPRouteRule same = new HTTPRouteRule();
        same.setFilters(filters(rule.getFilters()));
        same.setBackendRefs(backendRefs(rule.getBackendRefs()));
        same.setSessionPersistence(rule.getSessionPersistence());
        return http.compile(same, matches, id, invalid);
    }

    private static List<HttpMatch> matches(GRPCRouteRule rule, String field, List<Problem> invalid) {
        GrpcMatchCompiler compiler = new GrpcMatchCompiler(invalid);
        List<GRPCRouteMatch> matches = rule.getMatches();
        if (matches == null || matches.isEmpty()) {
            return List.of(GrpcMatchCompiler.EVERYTHING);
        }
        List<HttpMatch> compiled = new ArrayList<>(matches.size());
        for (int i = 0; i < matches.size(); i++) {
            HttpMatch match = compiler.compile(matches.get(i), field + ".matches[" + i + "]");
            if (match != null) {
                compiled.add(match);
            }
        }
        return compiled;
    }

    private static List<HTTPRouteFilter> filters(@Nullable List<GRPCRouteFilter> filters) {
        List<HTTPRouteFilter> same = new ArrayList<>();
        if (filters != null) {
            for (GRPCRouteFilter filter : filters) {
                HTTPRouteFilter http = new HTTPRouteFilter();
                http.setType(filter.getType());
                http.setRequestHeaderModifier(filter.getRequestHeaderModifier());
                http.setResponseHeaderModifier(filter.getResponseHeaderModifier());
                http.setRequestMirror(filter.getRequestMirror());
                http.setExtensionRef(filter.getExtensionRef());
                same.add(http);
            }
        }
        return same;
    }

    private static List<HTTPBackendRef> backendRefs(@Nullable List<GRPCBackendRef> references) {
        List<HTTPBackendRef> same = new ArrayList<>();
        if (references != null) {
            for (GRPCBackendRef reference : references) {
                same.add(new HTTPBackendRef(
                        filters(reference.getFilters()),
                        reference.getGroup(),
                        reference.getKind(),
                        reference.getName(),
                        reference.getNamespace(),
                        reference.getPort(),
                        reference.getWeight()));
            }
        }
        return same;
    }
}

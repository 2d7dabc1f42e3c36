package dev.sluice.compile;

import dev.sluice.resources.RouteResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;

/** Compiles routes of every kind, those that are not known from an earlier compilation. */
final class RouteCompilers {
    private final BackendRefs refs;
    private final RouteMemo memo;
    private final RouteCompiler<HTTPRouteRule> http;
    private final RouteCompiler<GRPCRouteRule> grpc;
    private final StreamRouteCompiler stream;

    RouteCompilers(BackendRefs refs, RouteMemo memo) {
        this.refs = refs;
        this.memo = memo;
        HttpRuleCompiler rules = new HttpRuleCompiler(refs);
        http = new RouteCompiler<>(rules, HTTPRouteRule::getName);
        grpc = new RouteCompiler<>(new GrpcRuleCompiler(rules), GRPCRouteRule::getName);
        stream = new StreamRouteCompiler(refs);
    }

    CompiledRoute compile(RouteResource route) {
        return memo.compile(route.object(), refs, () -> switch (route.object()) {
            case HTTPRoute of -> http.compile(route, HttpRuleCompiler.rulesOf(of));
            case GRPCRoute of -> grpc.compile(route, GrpcRuleCompiler.rulesOf(of));
            default -> stream.compile(route);
        });
    }

    /** Forgets a route that is no longer there. */
    void forget(HasMetadata route) {
        memo.forget(route);
    }
}

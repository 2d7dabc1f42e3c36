package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compiles snapshots. What did not change since the last compilation is not compiled again; it makes no difference to
 * the result. The one thing that later compilations depend on are the container ports given before, which stay.
 */
public final class Compiler {
    private final CompileSettings settings;
    private final HeldPorts heldPorts = new HeldPorts();
    private final TlsSecrets secrets = new TlsSecrets();
    private final CaBundles bundles = new CaBundles();
    private final RouteMemo routeMemo = new RouteMemo();
    private final HostRoutesMemo hostMemo = new HostRoutesMemo();

    public Compiler(CompileSettings settings) {
        this.settings = settings;
    }

    /**
     * Compiles everything. One call at a time.
     *
     * @param generation the generation of the table that comes out
     */
    public synchronized Compilation compile(ResourceSnapshot snapshot, long generation) {
        ReferenceGrants grants = new ReferenceGrants(snapshot);
        routeMemo.begin(grants);
        hostMemo.begin();
        ParametersRefs parameters = new ParametersRefs(snapshot);
        GatewayClasses classes = new GatewayClasses(snapshot, settings, parameters);
        BackendTlsPolicies policies = new BackendTlsPolicies(snapshot, bundles);
        BackendRefs refs = new BackendRefs(snapshot, grants, policies);
        List<CompiledGateway> gateways = Gateways.compile(
                snapshot,
                classes,
                parameters,
                new Listeners(
                        new Certificates(snapshot, grants, secrets),
                        new FrontendValidation(snapshot, grants, bundles),
                        new ListenerFilters(refs)));
        secrets.forgetUnused();
        bundles.forgetUnused();
        List<GatewayService> services = assignAddresses(gateways, snapshot);
        RouteAttachment attachment = new RouteAttachment(snapshot, gateways);
        Map<ResourceKey, Generated<RouteStatus>> routes = attachRoutes(attachment, snapshot, refs);
        List<PortBinding> bindings = new ArrayList<>();
        Map<ResourceKey, Generated<GatewayStatus>> gatewayStatuses = new HashMap<>();
        Map<ResourceKey, Generated<ListenerSetStatus>> setStatuses = new HashMap<>();
        for (CompiledGateway gateway : gateways) {
            PortBindings.of(gateway, hostMemo, bindings);
            gatewayStatuses.put(
                    ResourceKey.of(gateway.gateway()), Generated.of(gateway.gateway(), GatewayStatuses.of(gateway)));
            for (CompiledListenerSet set : gateway.sets()) {
                setStatuses.put(
                        ResourceKey.of(set.set()), Generated.of(set.set(), ListenerSetStatuses.of(set, gateway)));
            }
        }
        OverlappingRoutes.tell(routes, attachment, hostMemo);
        Map<ResourceKey, Generated<PolicyStatus>> policyStatuses = PolicyStatuses.of(gateways, policies, routeMemo);
        return new Compilation(
                snapshot,
                new RouteTable(generation, bindings, policies.tls(policyStatuses.keySet())),
                new Statuses(classes.statuses(), gatewayStatuses, setStatuses, routes, policyStatuses),
                services);
    }

    private List<GatewayService> assignAddresses(List<CompiledGateway> gateways, ResourceSnapshot snapshot) {
        AddressAssignment assignment = AddressAssignment.of(settings.addressing(), snapshot, gateways, heldPorts);
        List<GatewayService> services = new ArrayList<>();
        for (CompiledGateway gateway : gateways) {
            gateway.assign(gateway.refused() == null ? assignment.assign(gateway) : assignment.keep(gateway));
            GatewayService service = gateway.addresses().service();
            if (service != null) {
                services.add(service);
            }
        }
        assignment.end();
        return services;
    }

    private Map<ResourceKey, Generated<RouteStatus>> attachRoutes(
            RouteAttachment attachment, ResourceSnapshot snapshot, BackendRefs refs) {
        HttpRuleCompiler http = new HttpRuleCompiler(refs);
        RouteCompiler<HTTPRouteRule> httpRoutes = new RouteCompiler<>(http, HTTPRouteRule::getName);
        RouteCompiler<GRPCRouteRule> grpcRoutes =
                new RouteCompiler<>(new GrpcRuleCompiler(http), GRPCRouteRule::getName);
        StreamRouteCompiler streamRoutes = new StreamRouteCompiler(refs);
        List<HasMetadata> routes = new ArrayList<>(snapshot.all(HTTPRoute.class));
        routes.addAll(snapshot.all(GRPCRoute.class));
        routes.addAll(snapshot.all(TLSRoute.class));
        routes.addAll(snapshot.all(TCPRoute.class));
        routes.addAll(snapshot.all(UDPRoute.class));
        Map<ResourceKey, Generated<RouteStatus>> statuses = new HashMap<>();
        for (HasMetadata object : Age.sorted(routes)) {
            RouteResource route = Objects.requireNonNull(RouteResource.of(object));
            RouteStatus status = attachment.attach(
                    route,
                    () -> routeMemo.compile(object, snapshot, refs, () -> switch (object) {
                        case HTTPRoute of -> httpRoutes.compile(route, HttpRuleCompiler.rulesOf(of));
                        case GRPCRoute of -> grpcRoutes.compile(route, GrpcRuleCompiler.rulesOf(of));
                        default -> streamRoutes.compile(route);
                    }));
            if (status != null) {
                statuses.put(ResourceKey.of(object), Generated.of(object, status));
            }
        }
        return statuses;
    }
}

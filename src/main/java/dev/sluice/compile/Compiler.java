package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles snapshots. What did not change since the last compilation is not compiled again; it makes no difference to
 * the result. As long as only routes change, what they attach to stays, and the cost is that of the routes that
 * changed and of the hostnames that they share with others. The one thing that later compilations depend on are the
 * container ports given before, which stay.
 */
public final class Compiler {
    private final CompileSettings settings;
    private final OverrideRules overrideRules = new OverrideRules();
    private final HeldPorts heldPorts = new HeldPorts();
    private final TlsSecrets secrets = new TlsSecrets();
    private final CaBundles bundles = new CaBundles();
    private final RouteMemo routeMemo = new RouteMemo();
    private final SharedBackends sharedBackends = new SharedBackends();
    private final HostRoutesMemo hostMemo = new HostRoutesMemo();
    private @Nullable Parents parents;

    public Compiler(CompileSettings settings) {
        this.settings = settings;
    }

    /**
     * Compiles everything. One call at a time.
     *
     * @param generation the generation of the table that comes out
     */
    public synchronized Compilation compile(ResourceSnapshot snapshot, long generation) {
        Parents current = parents;
        // Should the compilation fail half way, the next one begins anew.
        parents = null;
        if (current == null || !current.holdFor(snapshot)) {
            current = compileParents(snapshot);
        }
        current.attachRoutes(snapshot);
        Compilation compilation = compile(current, snapshot, generation);
        parents = current;
        return compilation;
    }

    private Parents compileParents(ResourceSnapshot snapshot) {
        ReferenceGrants grants = new ReferenceGrants(snapshot);
        routeMemo.begin(grants);
        hostMemo.begin();
        ParametersRefs parameters = new ParametersRefs(snapshot, overrideRules);
        GatewayClasses classes = new GatewayClasses(snapshot, settings, parameters);
        BackendTlsPolicies policies = new BackendTlsPolicies(snapshot, bundles);
        Certificates certificates = new Certificates(snapshot, grants, secrets);
        XBackends xBackends = new XBackends(snapshot, bundles, certificates);
        TrafficPolicies traffic = new TrafficPolicies(snapshot);
        BackendRefs refs = new BackendRefs(snapshot, grants, policies, xBackends, traffic, sharedBackends);
        List<CompiledGateway> gateways = Gateways.compile(
                snapshot,
                classes,
                parameters,
                new Listeners(
                        certificates, new FrontendValidation(snapshot, grants, bundles), new ListenerFilters(refs)));
        secrets.forgetUnused();
        bundles.forgetUnused();
        List<GatewayService> services = assignAddresses(gateways, snapshot);
        return new Parents(
                snapshot,
                classes,
                gateways,
                services,
                policies,
                xBackends,
                traffic,
                TelemetryPolicies.apply(snapshot, gateways, refs),
                new RouteAttachment(snapshot, gateways),
                new RouteCompilers(refs, routeMemo));
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

    private Compilation compile(Parents parents, ResourceSnapshot snapshot, long generation) {
        List<PortBinding> bindings = new ArrayList<>();
        Map<ResourceKey, Generated<GatewayStatus>> gatewayStatuses = new HashMap<>();
        Map<ResourceKey, Generated<ListenerSetStatus>> setStatuses = new HashMap<>();
        for (CompiledGateway gateway : parents.gateways()) {
            PortBindings.of(gateway, hostMemo, bindings);
            gatewayStatuses.put(
                    ResourceKey.of(gateway.gateway()), Generated.of(gateway.gateway(), GatewayStatuses.of(gateway)));
            for (CompiledListenerSet set : gateway.sets()) {
                setStatuses.put(
                        ResourceKey.of(set.set()), Generated.of(set.set(), ListenerSetStatuses.of(set, gateway)));
            }
        }
        OrphanedListenerSets.tell(snapshot, setStatuses);
        Map<ResourceKey, Generated<RouteStatus>> routes = parents.attachment().statuses();
        OverlappingRoutes.tell(routes, parents.attachment(), hostMemo);
        OverlappingStreams.tell(routes, parents.attachment());
        Map<ResourceKey, Generated<PolicyStatus>> policyStatuses = PolicyStatuses.of(
                parents.gateways(), parents.policies(), parents.xBackends(), parents.traffic(), routeMemo);
        policyStatuses.putAll(parents.telemetry());
        Map<String, BackendTls> backendTls = parents.policies().tls(policyStatuses.keySet());
        parents.xBackends().addTls(policyStatuses.keySet(), backendTls);
        return new Compilation(
                snapshot,
                new RouteTable(
                        generation, bindings, backendTls, parents.xBackends().hosts(policyStatuses.keySet())),
                new Statuses(parents.classes().statuses(), gatewayStatuses, setStatuses, routes, policyStatuses),
                parents.services(),
                parents.xBackends().services(policyStatuses.keySet()));
    }
}

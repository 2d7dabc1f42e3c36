package dev.sluice.compile;

import dev.sluice.compile.BackendTlsPolicies.Attached;
import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.ParentReference;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statuses of policies for backends and of XBackends. Of BackendTLSPolicies and XBackends: towards each Gateway from which a route or a filter of a listener
 * leads to a Service that the policy is attached to, or to the XBackend, the oldest Gateways first.
 */
final class PolicyStatuses {
    /**
     * An attachment that a Gateway reaches.
     *
     * @param found whether the Service exists, with the port if one is named
     */
    private record Reached(Attached attached, String service, boolean found) {}

    /** Where requests are known one by one. */
    private static final Set<String> HTTP = Set.of("HTTPRoute", "GRPCRoute", "Gateway");

    private final BackendTlsPolicies policies;
    private final XBackends xBackends;
    private final TrafficPolicyStatuses traffic;
    private final RouteMemo routes;
    private final Map<CompiledBackendTlsPolicy, Map<CompiledGateway, Set<Reached>>> reached = new IdentityHashMap<>();
    private final Map<CompiledXBackend, Set<CompiledGateway>> reachedXBackends = new IdentityHashMap<>();

    private PolicyStatuses(
            BackendTlsPolicies policies, XBackends xBackends, TrafficPolicies traffic, RouteMemo routes) {
        this.policies = policies;
        this.xBackends = xBackends;
        this.traffic = new TrafficPolicyStatuses(traffic);
        this.routes = routes;
    }

    /** @param routes knows what the routes refer to that were attached to the Gateways */
    static Map<ResourceKey, Generated<PolicyStatus>> of(
            List<CompiledGateway> gateways,
            BackendTlsPolicies policies,
            XBackends xBackends,
            TrafficPolicies traffic,
            RouteMemo routes) {
        if (policies.isEmpty() && xBackends.isEmpty() && traffic.isEmpty()) {
            return new HashMap<>();
        }
        PolicyStatuses statuses = new PolicyStatuses(policies, xBackends, traffic, routes);
        gateways.forEach(statuses::reach);
        Map<ResourceKey, Generated<PolicyStatus>> result = new HashMap<>();
        statuses.reached.forEach((policy, byGateway) -> {
            BackendTLSPolicy object = policy.policy();
            List<PolicyStatus.Ancestor> ancestors = new ArrayList<>();
            byGateway.forEach((gateway, attachments) ->
                    ancestors.add(new PolicyStatus.Ancestor(reference(gateway), conditions(policy, attachments))));
            result.put(ResourceKey.of(object), Generated.of(object, new PolicyStatus(ancestors)));
        });
        statuses.reachedXBackends.forEach((backend, reaching) -> {
            List<PolicyStatus.Ancestor> ancestors = new ArrayList<>();
            reaching.forEach(
                    gateway -> ancestors.add(new PolicyStatus.Ancestor(reference(gateway), conditions(backend))));
            result.put(backend.key(), Generated.of(backend.object(), new PolicyStatus(ancestors)));
        });
        statuses.traffic.addTo(result);
        return result;
    }

    private void reach(CompiledGateway gateway) {
        reach(gateway, gateway.traced().lookups(), "Gateway");
        for (CompiledListener listener : gateway.allListeners()) {
            reach(gateway, listener.filters().lookups(), "Gateway");
            for (CompiledRoute route : listener.routes().all()) {
                reach(
                        gateway,
                        routes.lookups(route.route().object()),
                        route.route().kind());
            }
        }
    }

    private void reach(CompiledGateway gateway, Collection<RouteMemo.Lookup> lookups, String kind) {
        for (RouteMemo.Lookup lookup : lookups) {
            if (HTTP.contains(kind)) {
                traffic.reach(gateway, lookup);
            }
            switch (lookup) {
                case RouteMemo.OfService service -> {
                    if (BackendRefs.speaksTls(kind)) {
                        for (Attached attached : policies.attachedTo(service.namespace(), service.name())) {
                            reach(gateway, service, attached);
                        }
                    }
                }
                case RouteMemo.OfXBackend named -> {
                    CompiledXBackend backend = xBackends.get(named.namespace(), named.name());
                    if (backend != null) {
                        reachedXBackends
                                .computeIfAbsent(backend, _ -> new LinkedHashSet<>())
                                .add(gateway);
                    }
                }
            }
        }
    }

    private void reach(CompiledGateway gateway, RouteMemo.OfService lookup, Attached attached) {
        boolean found =
                lookup.service() != null && (attached.section().isEmpty() || lookup.hasPort(attached.section()));
        if (!found || attached.section().isEmpty() || attached.section().equals(lookup.portName())) {
            reached.computeIfAbsent(attached.policy(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(gateway, _ -> new LinkedHashSet<>())
                    .add(new Reached(attached, lookup.namespace() + "/" + lookup.name(), found));
        }
    }

    static ParentReference reference(CompiledGateway gateway) {
        return new ParentReference(RouteKinds.GROUP, "Gateway", gateway.namespace(), gateway.name(), null, null);
    }

    private static List<Condition> conditions(CompiledXBackend backend) {
        Problem refused = backend.refused();
        return List.of(
                refused == null
                        ? Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The backend is accepted")
                        : Condition.no(Condition.ACCEPTED, refused.reason(), refused.message()),
                resolvedRefs(backend.unresolved()));
    }

    private static List<Condition> conditions(CompiledBackendTlsPolicy policy, Set<Reached> attachments) {
        return List.of(accepted(policy, attachments), resolvedRefs(policy.unresolved()));
    }

    static Condition resolvedRefs(List<Problem> problems) {
        Problem unresolved = problems.isEmpty() ? null : Problem.summary(problems);
        return unresolved == null
                ? Condition.yes(Condition.RESOLVED_REFS, Reason.RESOLVED_REFS, "All references are resolved")
                : Condition.no(Condition.RESOLVED_REFS, unresolved.reason(), unresolved.message());
    }

    private static Condition accepted(CompiledBackendTlsPolicy policy, Set<Reached> attachments) {
        List<String> missing = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        boolean inForce = false;
        for (Reached each : attachments) {
            Attached attached = each.attached();
            String target = "the Service " + each.service()
                    + (attached.section().isEmpty() ? "" : " (port " + attached.section() + ")");
            if (!each.found()) {
                missing.add(target);
            } else if (attached.isInForce()) {
                inForce = true;
            } else {
                lost.add("for " + target + " the older policy " + attached.before() + " is in force");
            }
        }
        if (!inForce && !lost.isEmpty()) {
            return Condition.no(Condition.ACCEPTED, Reason.CONFLICTED, Problem.join("; ", lost));
        }
        if (!inForce) {
            return Condition.no(
                    Condition.ACCEPTED, Reason.TARGET_NOT_FOUND, Problem.join(", ", missing) + " does not exist");
        }
        if (policy.refused() != null) {
            return Condition.no(
                    Condition.ACCEPTED,
                    policy.refused().reason(),
                    policy.refused().message());
        }
        return Condition.yes(
                Condition.ACCEPTED,
                Reason.ACCEPTED,
                lost.isEmpty() ? "The policy is in force" : "The policy is in force, but " + Problem.join("; ", lost));
    }
}

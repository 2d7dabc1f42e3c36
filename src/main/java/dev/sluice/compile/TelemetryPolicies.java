package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.Tracing;
import dev.sluice.status.Condition;
import dev.sluice.status.ParentReference;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** XTelemetryPolicies: for a Gateway one counts, the oldest, be it valid or not. */
final class TelemetryPolicies {
    private final ResourceSnapshot snapshot;
    private final Map<ResourceKey, CompiledGateway> gateways = new HashMap<>();
    private final Map<ResourceKey, XTelemetryPolicy> inForce = new HashMap<>();
    private final Map<ResourceKey, Generated<PolicyStatus>> statuses = new HashMap<>();

    private TelemetryPolicies(ResourceSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Tells Gateways how they are traced; returns what is said of the policies that are for them. */
    static Map<ResourceKey, Generated<PolicyStatus>> apply(
            ResourceSnapshot snapshot, List<CompiledGateway> gateways, BackendRefs refs) {
        TelemetryPolicies policies = new TelemetryPolicies(snapshot);
        gateways.forEach(gateway -> policies.gateways.put(ResourceKey.of(gateway.gateway()), gateway));
        for (XTelemetryPolicy policy : Age.sorted(snapshot.all(XTelemetryPolicy.class))) {
            policies.apply(policy, TracingCompiler.compile(policy, refs));
        }
        return policies.statuses;
    }

    private void apply(XTelemetryPolicy policy, CompiledTracing tracing) {
        Map<ResourceKey, PolicyStatus.Ancestor> ancestors = new LinkedHashMap<>();
        for (LocalObjectReference target : targets(policy)) {
            if (!"Gateway".equals(target.getKind()) || !RouteKinds.GROUP.equals(target.getGroup())) {
                continue;
            }
            ResourceKey key = new ResourceKey("Gateway", policy.getMetadata().getNamespace(), target.getName());
            CompiledGateway gateway = gateways.get(key);
            if (gateway != null) {
                ancestors.put(key, ancestor(key, accepted(policy, tracing, gateway), tracing));
            } else if (snapshot.get(Gateway.class, key.namespace(), key.name()) == null) {
                // GEP-4768, "Target Gateway Not Found". One of another controller is for that to speak of.
                ancestors.put(
                        key,
                        ancestor(
                                key,
                                Condition.no(
                                        Condition.ACCEPTED,
                                        Reason.TARGET_NOT_FOUND,
                                        "the Gateway " + key.namespace() + "/" + key.name() + " does not exist"),
                                tracing));
            }
        }
        if (!ancestors.isEmpty()) {
            statuses.put(
                    ResourceKey.of(policy), Generated.of(policy, new PolicyStatus(List.copyOf(ancestors.values()))));
        }
    }

    private static PolicyStatus.Ancestor ancestor(ResourceKey gateway, Condition accepted, CompiledTracing tracing) {
        return new PolicyStatus.Ancestor(
                new ParentReference(RouteKinds.GROUP, "Gateway", gateway.namespace(), gateway.name(), null, null),
                List.of(accepted, PolicyStatuses.resolvedRefs(tracing.unresolved())));
    }

    private static List<LocalObjectReference> targets(XTelemetryPolicy policy) {
        return policy.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(policy.getSpec().targetRefs(), List.of());
    }

    @SuppressWarnings("ReferenceEquality") // Each policy is one object of the snapshot.
    private Condition accepted(XTelemetryPolicy policy, CompiledTracing compiled, CompiledGateway gateway) {
        XTelemetryPolicy first =
                Objects.requireNonNullElse(inForce.putIfAbsent(ResourceKey.of(gateway.gateway()), policy), policy);
        if (policy != first) {
            return Condition.no(
                    Condition.ACCEPTED,
                    Reason.CONFLICTED,
                    "for the Gateway " + gateway + " the older policy "
                            + first.getMetadata().getNamespace() + "/"
                            + first.getMetadata().getName() + " counts");
        }
        gateway.trace(compiled);
        if (!compiled.invalid().isEmpty()) {
            Problem invalid = Problem.summary(compiled.invalid());
            return Condition.no(Condition.ACCEPTED, invalid.reason(), invalid.message());
        }
        return Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, inForce(compiled));
    }

    private static String inForce(CompiledTracing compiled) {
        Tracing tracing = compiled.tracing();
        if (!compiled.unresolved().isEmpty()) {
            return "The policy is valid, but nothing is traced as long as its provider is not resolved";
        }
        if (tracing == null) {
            return compiled.remark().isEmpty()
                    ? "The policy is in force: nothing is traced"
                    : "The policy is valid, but nothing is traced: " + compiled.remark();
        }
        EndpointKey to = tracing.collector().backend().endpoints();
        return "The policy is in force: " + tracing.share() + " traces are recorded, by "
                + tracing.collector().encoding() + " to "
                + (to.isHost() ? to.service() + ":" + to.port() : to)
                + (compiled.remark().isEmpty() ? "" : "; " + compiled.remark());
    }
}

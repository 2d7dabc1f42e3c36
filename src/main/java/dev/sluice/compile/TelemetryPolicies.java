package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Condition;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * XTelemetryPolicies. No traces are exported: a policy that asks for them is refused, so that nobody takes them to be
 * there, and one that asks for none is in force. For a Gateway one policy counts, the oldest.
 */
final class TelemetryPolicies {
    private final Map<ResourceKey, Generated<PolicyStatus>> statuses = new HashMap<>();

    TelemetryPolicies(ResourceSnapshot snapshot, List<CompiledGateway> gateways, BackendRefs refs) {
        var policies = snapshot.all(XTelemetryPolicy.class);
        if (policies.isEmpty()) {
            return;
        }
        Map<ResourceKey, CompiledGateway> byKey = new HashMap<>();
        gateways.forEach(gateway -> byKey.put(ResourceKey.of(gateway.gateway()), gateway));
        Map<ResourceKey, XTelemetryPolicy> inForce = new HashMap<>();
        for (XTelemetryPolicy policy : Age.sorted(policies)) {
            Map<ResourceKey, PolicyStatus.Ancestor> ancestors = new LinkedHashMap<>();
            List<Problem> unresolved = unresolved(policy, refs);
            for (LocalObjectReference target : targets(policy)) {
                ResourceKey key =
                        new ResourceKey("Gateway", policy.getMetadata().getNamespace(), target.getName());
                CompiledGateway gateway = byKey.get(key);
                if (gateway != null
                        && "Gateway".equals(target.getKind())
                        && RouteKinds.GROUP.equals(target.getGroup())) {
                    XTelemetryPolicy first = Objects.requireNonNullElse(inForce.putIfAbsent(key, policy), policy);
                    ancestors.put(
                            key,
                            new PolicyStatus.Ancestor(
                                    PolicyStatuses.reference(gateway),
                                    List.of(
                                            accepted(policy, first, gateway),
                                            PolicyStatuses.resolvedRefs(unresolved))));
                }
            }
            if (!ancestors.isEmpty()) {
                statuses.put(
                        ResourceKey.of(policy),
                        Generated.of(policy, new PolicyStatus(List.copyOf(ancestors.values()))));
            }
        }
    }

    private static List<LocalObjectReference> targets(XTelemetryPolicy policy) {
        return policy.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(policy.getSpec().targetRefs(), List.of());
    }

    private static String mode(XTelemetryPolicy policy) {
        XTelemetryPolicy.Tracing tracing =
                policy.getSpec() == null ? null : policy.getSpec().tracing();
        return Objects.requireNonNullElse(tracing == null ? null : tracing.mode(), "ImplementationDefault");
    }

    @SuppressWarnings("ReferenceEquality") // Each policy is one object of the snapshot.
    private static Condition accepted(XTelemetryPolicy policy, XTelemetryPolicy first, CompiledGateway gateway) {
        if (policy != first) {
            return Condition.no(
                    Condition.ACCEPTED,
                    Reason.CONFLICTED,
                    "for the Gateway " + gateway + " the older policy "
                            + first.getMetadata().getNamespace() + "/"
                            + first.getMetadata().getName() + " counts");
        }
        return switch (mode(policy)) {
            case "Disabled", "ImplementationDefault" ->
                Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "The policy is in force: nothing is traced");
            default ->
                Condition.no(
                        Condition.ACCEPTED,
                        Reason.UNSUPPORTED_VALUE,
                        "spec.tracing.mode: \"" + FieldSyntax.printable(mode(policy))
                                + "\" is not supported: no traces are exported; supported are Disabled and"
                                + " ImplementationDefault, which is the same");
        };
    }

    private static List<Problem> unresolved(XTelemetryPolicy policy, BackendRefs refs) {
        List<Problem> unresolved = new ArrayList<>();
        XTelemetryPolicy.@Nullable Provider provider =
                policy.getSpec() == null || policy.getSpec().tracing() == null
                        ? null
                        : policy.getSpec().tracing().provider();
        if (provider != null) {
            refs.beginRoute();
            var _ = refs.resolve(
                    provider.backendRef(),
                    new RuleId(
                            XTelemetryPolicy.KIND,
                            policy.getMetadata().getNamespace(),
                            policy.getMetadata().getName(),
                            0,
                            ""),
                    "spec.tracing.provider.backendRef",
                    unresolved);
        }
        return unresolved;
    }

    /** What is said of those that are for Gateways of ours. */
    Map<ResourceKey, Generated<PolicyStatus>> statuses() {
        return statuses;
    }
}

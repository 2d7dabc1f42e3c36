package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statuses of XBackendTrafficPolicies: towards each Gateway from which an HTTPRoute, a GRPCRoute or a filter of a
 * listener leads to a Service or XBackend that the policy is attached to.
 */
final class TrafficPolicyStatuses {
    /** What became of a policy towards one Gateway: for which targets it is in force, and where another one is. */
    private static final class Reached {
        private boolean inForce;
        private final List<String> lost = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
    }

    private final TrafficPolicies policies;
    private final Map<CompiledTrafficPolicy, Map<CompiledGateway, Reached>> reached = new IdentityHashMap<>();

    TrafficPolicyStatuses(TrafficPolicies policies) {
        this.policies = policies;
    }

    /** A Gateway leads to what was looked up. */
    void reach(CompiledGateway gateway, RouteMemo.Lookup lookup) {
        ResourceKey target = lookup.target();
        List<CompiledTrafficPolicy> attached = policies.attachedTo(target);
        for (CompiledTrafficPolicy policy : attached) {
            Reached towards = reached.computeIfAbsent(policy, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(gateway, _ -> new Reached());
            if (!lookup.isFound()) {
                addOnce(towards.missing, "the " + target);
            } else if (policy.key().equals(attached.getFirst().key())) {
                towards.inForce = true;
            } else {
                addOnce(
                        towards.lost,
                        "for the " + target + " the older policy "
                                + attached.getFirst().name() + " is in force");
            }
        }
    }

    private static void addOnce(List<String> texts, String text) {
        if (!texts.contains(text)) {
            texts.add(text);
        }
    }

    void addTo(Map<ResourceKey, Generated<PolicyStatus>> statuses) {
        reached.forEach((policy, byGateway) -> {
            List<PolicyStatus.Ancestor> ancestors = new ArrayList<>();
            byGateway.forEach((gateway, towards) -> ancestors.add(
                    new PolicyStatus.Ancestor(PolicyStatuses.reference(gateway), List.of(accepted(policy, towards)))));
            statuses.put(policy.key(), Generated.of(policy.object(), new PolicyStatus(ancestors)));
        });
    }

    private static Condition accepted(CompiledTrafficPolicy policy, Reached towards) {
        if (!towards.inForce && !towards.lost.isEmpty()) {
            return Condition.no(Condition.ACCEPTED, Reason.CONFLICTED, Problem.join("; ", towards.lost));
        }
        if (!towards.inForce) {
            return Condition.no(
                    Condition.ACCEPTED,
                    Reason.TARGET_NOT_FOUND,
                    Problem.join(", ", towards.missing) + " does not exist");
        }
        Problem refused = policy.refused();
        if (refused != null) {
            return Condition.no(Condition.ACCEPTED, refused.reason(), refused.message());
        }
        return Condition.yes(
                Condition.ACCEPTED,
                Reason.ACCEPTED,
                towards.lost.isEmpty()
                        ? "The policy is in force"
                        : "The policy is in force, but " + Problem.join("; ", towards.lost));
    }
}

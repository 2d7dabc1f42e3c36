package dev.sluice.compile;

import dev.sluice.compile.CompiledTrafficPolicy.Traffic;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.routing.RetryConstraint;
import dev.sluice.routing.SessionPersistence;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalPolicyTargetReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** XBackendTrafficPolicies by the Services and XBackends that they are attached to; of several the oldest is in force. */
final class TrafficPolicies {
    private static final int PERCENT = 20;
    private static final String INTERVAL = "10s";
    private static final int LEAST = 10;
    private static final String LEAST_INTERVAL = "1s";
    private static final long LONGEST_MILLIS = 3_600_000;

    private final Map<ResourceKey, List<CompiledTrafficPolicy>> byTarget = new HashMap<>();

    TrafficPolicies(ResourceSnapshot snapshot) {
        for (XBackendTrafficPolicy policy : Age.sorted(snapshot.all(XBackendTrafficPolicy.class))) {
            CompiledTrafficPolicy compiled = compile(policy);
            List<LocalPolicyTargetReference> targets = policy.getSpec() == null
                    ? List.of()
                    : Objects.requireNonNullElse(policy.getSpec().targetRefs(), List.of());
            for (LocalPolicyTargetReference target : targets) {
                String kind = Objects.requireNonNullElse(target.getKind(), "");
                String group = Objects.requireNonNullElse(target.getGroup(), "");
                boolean known = (kind.equals("Service") && group.isEmpty())
                        || (kind.equals(XBackend.KIND) && group.equals(XBackend.GROUP));
                if (known && target.getName() != null) {
                    byTarget.computeIfAbsent(
                                    new ResourceKey(kind, policy.getMetadata().getNamespace(), target.getName()),
                                    _ -> new ArrayList<>())
                            .add(compiled);
                }
            }
        }
    }

    boolean isEmpty() {
        return byTarget.isEmpty();
    }

    /** Those attached to a Service or XBackend, the oldest first. */
    List<CompiledTrafficPolicy> attachedTo(ResourceKey target) {
        return byTarget.isEmpty() ? List.of() : byTarget.getOrDefault(target, List.of());
    }

    /** What is in force for a Service or XBackend. */
    Traffic of(String kind, String namespace, String name) {
        if (byTarget.isEmpty()) {
            return Traffic.USUAL;
        }
        List<CompiledTrafficPolicy> attached = attachedTo(new ResourceKey(kind, namespace, name));
        return attached.isEmpty() ? Traffic.USUAL : attached.getFirst().traffic();
    }

    private static CompiledTrafficPolicy compile(XBackendTrafficPolicy policy) {
        List<Problem> invalid = new ArrayList<>();
        XBackendTrafficPolicy.Spec spec = policy.getSpec();
        SessionPersistence session = spec == null
                ? null
                : SessionPersistences.compile(
                        spec.sessionPersistence(),
                        policy.getKind() + "/" + policy.getMetadata().getNamespace() + "/"
                                + policy.getMetadata().getName(),
                        "spec.sessionPersistence",
                        invalid);
        RetryConstraint retries =
                spec == null || spec.retryConstraint() == null ? null : constraint(spec.retryConstraint(), invalid);
        return new CompiledTrafficPolicy(
                policy,
                invalid.isEmpty() ? new Traffic(session, retries) : Traffic.USUAL,
                invalid.isEmpty() ? null : Problem.summary(invalid));
    }

    private static RetryConstraint constraint(XBackendTrafficPolicy.RetryConstraint given, List<Problem> invalid) {
        XBackendTrafficPolicy.Budget budget = given.budget();
        XBackendTrafficPolicy.Rate rate = given.minRetryRate();
        int percent = Objects.requireNonNullElse(budget == null ? null : budget.percent(), PERCENT);
        if (percent < 0 || percent > 100) {
            invalid.add(invalid("budget.percent: " + percent + " is not between 0 and 100"));
        }
        int least = Objects.requireNonNullElse(rate == null ? null : rate.count(), LEAST);
        if (least < 1 || least > 1_000_000) {
            invalid.add(invalid("minRetryRate.count: " + least + " is not between 1 and 1,000,000"));
        }
        return new RetryConstraint(
                percent,
                interval(budget == null ? null : budget.interval(), INTERVAL, 1_000, "budget.interval", invalid),
                least,
                interval(rate == null ? null : rate.interval(), LEAST_INTERVAL, 1, "minRetryRate.interval", invalid));
    }

    private static long interval(
            @Nullable String given, String otherwise, long shortest, String field, List<Problem> invalid) {
        String text = given == null ? otherwise : given;
        Long millis = GatewayDuration.parse(text);
        if (millis == null || millis < shortest || millis > LONGEST_MILLIS) {
            invalid.add(invalid(field + ": \"" + FieldSyntax.printable(text) + "\" is not a duration between "
                    + (shortest == 1 ? "1ms" : "1s") + " and 1h"));
            return shortest;
        }
        return millis;
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID, "spec.retryConstraint." + message);
    }
}

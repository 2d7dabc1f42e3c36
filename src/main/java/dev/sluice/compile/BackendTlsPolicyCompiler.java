package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.BackendTls;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import java.util.ArrayList;
import java.util.List;

/** Compiles a BackendTLSPolicy, apart from what it is attached to. */
final class BackendTlsPolicyCompiler {
    /** Options with this prefix are meant for us; those of others are left to them. */
    private static final String OWN_OPTIONS = "sluice.dev/";

    private final ResourceSnapshot snapshot;
    private final CaBundles bundles;

    BackendTlsPolicyCompiler(ResourceSnapshot snapshot, CaBundles bundles) {
        this.snapshot = snapshot;
        this.bundles = bundles;
    }

    CompiledBackendTlsPolicy compile(BackendTLSPolicy policy) {
        List<Problem> invalid = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        if (policy.getSpec() != null && policy.getSpec().getOptions() != null) {
            for (String option : policy.getSpec().getOptions().keySet()) {
                if (option.startsWith(OWN_OPTIONS)) {
                    invalid.add(new Problem(Reason.INVALID, "spec.options: " + option + " is not known"));
                }
            }
        }
        BackendTls tls = new BackendValidation(
                        snapshot, bundles, policy.getMetadata().getNamespace(), "spec.validation", invalid, unresolved)
                .compile(
                        policy.getSpec() == null ? null : policy.getSpec().getValidation(),
                        CompiledBackendTlsPolicy.nameOf(policy),
                        new BackendTls.Identity.OfGateway());
        return new CompiledBackendTlsPolicy(
                policy, tls, invalid.isEmpty() ? null : Problem.summary(invalid), unresolved);
    }
}

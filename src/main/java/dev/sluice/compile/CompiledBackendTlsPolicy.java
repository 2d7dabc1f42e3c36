package dev.sluice.compile;

import dev.sluice.routing.BackendTls;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A BackendTLSPolicy apart from what it is attached to.
 *
 * @param tls what to speak, or null if there is nothing that could be verified: its backends then fail
 * @param refused why there is not
 * @param unresolved references that do not resolve; there may be others that do
 */
record CompiledBackendTlsPolicy(
        BackendTLSPolicy policy,
        @Nullable BackendTls tls,
        @Nullable Problem refused,
        List<Problem> unresolved) {
    /** {@code namespace/name}. */
    String name() {
        return nameOf(policy);
    }

    static String nameOf(BackendTLSPolicy policy) {
        return policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName();
    }
}

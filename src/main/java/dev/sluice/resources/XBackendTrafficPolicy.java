package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalPolicyTargetReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SessionPersistence;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of the traffic to a backend may be retries, and how its clients come back to an endpoint (experimental). */
@Group(XBackend.GROUP)
@Version("v1alpha1")
@Plural("xbackendtrafficpolicies")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class XBackendTrafficPolicy extends CustomResource<XBackendTrafficPolicy.Spec, PolicyStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    public static final String KIND = "XBackendTrafficPolicy";

    @Override
    @SuppressWarnings("NullAway") // The superclass would make one by reflection.
    protected Spec initSpec() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    protected PolicyStatus initStatus() {
        return null;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable List<LocalPolicyTargetReference> targetRefs,
            @Nullable RetryConstraint retryConstraint,
            @Nullable SessionPersistence sessionPersistence) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RetryConstraint(
            @Nullable Budget budget, @Nullable Rate minRetryRate) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Budget(
            @Nullable Integer percent, @Nullable String interval) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rate(@Nullable Integer count, @Nullable String interval) {}
}

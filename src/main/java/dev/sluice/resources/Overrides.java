package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patches of what is made for a Gateway, {@code spec.overrides} of {@link GatewayParameters}, each by the
 * kind that it is put on; null where there is none.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Overrides(
        @Nullable Map<String, Object> service,
        @Nullable Map<String, Object> deployment,
        @Nullable Map<String, Object> serviceAccount,
        @Nullable Map<String, Object> horizontalPodAutoscaler,
        @Nullable Map<String, Object> podDisruptionBudget) {
    public static final Overrides NONE = new Overrides(null, null, null, null, null);

    /** These, and of kinds of which they say nothing what is said below them. */
    public Overrides above(Overrides below) {
        return new Overrides(
                service == null ? below.service : service,
                deployment == null ? below.deployment : deployment,
                serviceAccount == null ? below.serviceAccount : serviceAccount,
                horizontalPodAutoscaler == null ? below.horizontalPodAutoscaler : horizontalPodAutoscaler,
                podDisruptionBudget == null ? below.podDisruptionBudget : podDisruptionBudget);
    }
}

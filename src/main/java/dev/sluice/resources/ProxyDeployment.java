package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy serves a Gateway, {@code spec.deployment} of {@link GatewayParameters}; null where nothing is said. All but
 * the mode is of dedicated proxies, with fields as Kubernetes names them.
 *
 * @param mode {@code Shared} or {@code Dedicated}
 * @param image null for that of the controller when the Deployment was made or last changed
 * @param labels of the pods, beside those of {@code spec.infrastructure} of the Gateway, which win
 * @param annotations likewise
 * @param settings of Sluice, without the leading {@code sluice.}
 * @param updates {@code WithController} to have the image follow that of the controller, or {@code WhenChanged}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProxyDeployment(
        @Nullable String mode,
        @Nullable Integer replicas,
        @Nullable String image,
        @Nullable ResourceRequirements resources,
        @Nullable Map<String, String> nodeSelector,
        @Nullable List<Toleration> tolerations,
        @Nullable Affinity affinity,
        @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
        @Nullable String priorityClassName,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable Map<String, String> settings,
        @Nullable Autoscaling autoscaling,
        @Nullable DisruptionBudget disruptionBudget,
        @Nullable String updates) {
    public static final ProxyDeployment UNSPECIFIED = new ProxyDeployment(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private static final String DEDICATED = "Dedicated";
    private static final String WITH_CONTROLLER = "WithController";

    /** How many pods, by the load of their processors. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Autoscaling(
            @Nullable Integer minReplicas,
            int maxReplicas,
            @Nullable Integer targetCPUUtilizationPercentage) {}

    /** How many pods may be away at once because somebody wants them away; one of both. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DisruptionBudget(
            @Nullable IntOrString minAvailable, @Nullable IntOrString maxUnavailable) {}

    public boolean isDedicated() {
        return DEDICATED.equals(mode);
    }

    /** Whether pods get another image as soon as the controller has one. */
    public boolean followsController() {
        return WITH_CONTROLLER.equals(updates);
    }

    /** This, and where it says nothing what is said below it; of labels, annotations and settings key by key. */
    public ProxyDeployment above(ProxyDeployment below) {
        return new ProxyDeployment(
                either(mode, below.mode),
                autoscaling == null ? either(replicas, below.replicas) : replicas,
                either(image, below.image),
                either(resources, below.resources),
                either(nodeSelector, below.nodeSelector),
                either(tolerations, below.tolerations),
                either(affinity, below.affinity),
                either(topologySpreadConstraints, below.topologySpreadConstraints),
                either(priorityClassName, below.priorityClassName),
                merged(labels, below.labels),
                merged(annotations, below.annotations),
                merged(settings, below.settings),
                replicas == null ? either(autoscaling, below.autoscaling) : autoscaling,
                either(disruptionBudget, below.disruptionBudget),
                either(updates, below.updates));
    }

    private static <T> @Nullable T either(@Nullable T own, @Nullable T below) {
        return own == null ? below : own;
    }

    private static @Nullable Map<String, String> merged(
            @Nullable Map<String, String> own, @Nullable Map<String, String> below) {
        if (own == null || below == null) {
            return either(own, below);
        }
        Map<String, String> merged = new HashMap<>(below);
        merged.putAll(own);
        return merged;
    }
}

package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of Gateways that the Gateway API has no field for: what {@code parametersRef} of a GatewayClass and of
 * {@code infrastructure} of a Gateway refers to. Defined by src/main/kubernetes/gatewayparameters.yaml.
 */
@Group(GatewayParameters.GROUP)
@Version("v1alpha1")
@Plural("gatewayparameters")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class GatewayParameters extends CustomResource<GatewayParameters.Spec, Void> implements Namespaced {
    private static final long serialVersionUID = 1;

    public static final String GROUP = "sluice.dev";
    public static final String KIND = "GatewayParameters";

    @Override
    @SuppressWarnings("NullAway") // The superclass would make one by reflection.
    protected Spec initSpec() {
        return null;
    }

    /**
     * The parameters.
     *
     * @param service the Service through which a Gateway is reached
     * @param deployment which proxy serves it
     * @param overrides of what is made for it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable Service service,
            @Nullable ProxyDeployment deployment,
            @Nullable Overrides overrides) {}

    /**
     * Fields of the Service as Kubernetes names them; null where nothing is said.
     *
     * @param labels beside those of {@code spec.infrastructure} of the Gateway, which win
     * @param annotations likewise
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Service(
            @Nullable String type,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable String loadBalancerClass,
            @Nullable String externalTrafficPolicy,
            @Nullable List<String> loadBalancerSourceRanges,
            @Nullable Boolean allocateLoadBalancerNodePorts,
            @Nullable List<NodePort> nodePorts) {}

    /**
     * The port of each node on which a listener port is reached.
     *
     * @param port of the listener
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NodePort(int port, int nodePort) {}
}

package dev.sluice.compile;

import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the Service and the proxy of a Gateway, by its class and by itself, which wins field by field; of labels and
 * annotations key by key.
 *
 * @param nodePorts by listener port
 * @param deployment which proxy serves the Gateway
 */
record ServiceParameters(
        String type,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String loadBalancerClass,
        @Nullable String externalTrafficPolicy,
        List<String> loadBalancerSourceRanges,
        @Nullable Boolean allocateLoadBalancerNodePorts,
        Map<Integer, Integer> nodePorts,
        ProxyDeployment deployment,
        Overrides overrides) {

    static final ServiceParameters DEFAULT = new ServiceParameters(
            ServiceExposure.LOAD_BALANCER,
            Map.of(),
            Map.of(),
            null,
            null,
            List.of(),
            null,
            Map.of(),
            ProxyDeployment.UNSPECIFIED,
            Overrides.NONE);

    /** These, and what parameters say above them. */
    ServiceParameters with(GatewayParameters parameters) {
        GatewayParameters.Spec spec = parameters.getSpec();
        if (spec == null) {
            return this;
        }
        ProxyDeployment proxy =
                spec.deployment() == null ? deployment : spec.deployment().above(deployment);
        Overrides patches =
                spec.overrides() == null ? overrides : spec.overrides().above(overrides);
        GatewayParameters.Service above = spec.service();
        return above == null
                ? new ServiceParameters(
                        type,
                        labels,
                        annotations,
                        loadBalancerClass,
                        externalTrafficPolicy,
                        loadBalancerSourceRanges,
                        allocateLoadBalancerNodePorts,
                        nodePorts,
                        proxy,
                        patches)
                : new ServiceParameters(
                        Objects.requireNonNullElse(above.type(), type),
                        merged(labels, above.labels()),
                        merged(annotations, above.annotations()),
                        above.loadBalancerClass() == null ? loadBalancerClass : above.loadBalancerClass(),
                        above.externalTrafficPolicy() == null ? externalTrafficPolicy : above.externalTrafficPolicy(),
                        Objects.requireNonNullElse(above.loadBalancerSourceRanges(), loadBalancerSourceRanges),
                        above.allocateLoadBalancerNodePorts() == null
                                ? allocateLoadBalancerNodePorts
                                : above.allocateLoadBalancerNodePorts(),
                        above.nodePorts() == null ? nodePorts : byPort(above.nodePorts()),
                        proxy,
                        patches);
    }

    private static Map<String, String> merged(Map<String, String> below, @Nullable Map<String, String> above) {
        if (above == null) {
            return below;
        }
        Map<String, String> merged = new HashMap<>(below);
        merged.putAll(above);
        return merged;
    }

    private static Map<Integer, Integer> byPort(List<GatewayParameters.NodePort> nodePorts) {
        Map<Integer, Integer> byPort = new HashMap<>();
        for (GatewayParameters.NodePort nodePort : nodePorts) {
            byPort.put(nodePort.port(), nodePort.nodePort());
        }
        return byPort;
    }

    boolean isLoadBalancer() {
        return type.equals(ServiceExposure.LOAD_BALANCER);
    }

    private boolean isOutside() {
        return !type.equals(ServiceExposure.CLUSTER_IP);
    }

    /** These, of a Service that is reached from within the cluster only. */
    ServiceParameters withinCluster() {
        return new ServiceParameters(
                ServiceExposure.CLUSTER_IP,
                labels,
                annotations,
                loadBalancerClass,
                externalTrafficPolicy,
                loadBalancerSourceRanges,
                allocateLoadBalancerNodePorts,
                nodePorts,
                deployment,
                overrides);
    }

    /** What of it fits the type. */
    ServiceExposure exposure(@Nullable String loadBalancerIp, @Nullable String clusterIp) {
        return new ServiceExposure(
                type,
                clusterIp,
                isLoadBalancer() ? loadBalancerIp : null,
                isLoadBalancer() ? loadBalancerClass : null,
                isOutside() ? externalTrafficPolicy : null,
                isLoadBalancer() ? loadBalancerSourceRanges : List.of(),
                isLoadBalancer() ? allocateLoadBalancerNodePorts : null);
    }

    /** The node port that a listener port is to have, if one is chosen. */
    @Nullable
    Integer nodePort(int listenerPort) {
        return isOutside() ? nodePorts.get(listenerPort) : null;
    }
}

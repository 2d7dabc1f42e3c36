package dev.sluice.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the Service of a Gateway is reached from outside; fields that do not fit its type are not set.
 *
 * @param type LoadBalancer, NodePort or ClusterIP
 * @param clusterIp the address within the cluster that the Gateway asks for, or null
 * @param loadBalancerIp a static address that the Gateway asks for, or null
 * @param externalTrafficPolicy Cluster, Local, or null for the default of Kubernetes
 * @param loadBalancerSourceRanges CIDRs; empty for no limit
 */
public record ServiceExposure(
        String type,
        @Nullable String clusterIp,
        @Nullable String loadBalancerIp,
        @Nullable String loadBalancerClass,
        @Nullable String externalTrafficPolicy,
        List<String> loadBalancerSourceRanges,
        @Nullable Boolean allocateLoadBalancerNodePorts) {
    static final String LOAD_BALANCER = "LoadBalancer";
    static final String CLUSTER_IP = "ClusterIP";

    public ServiceExposure {
        loadBalancerSourceRanges = List.copyOf(loadBalancerSourceRanges);
    }

    /** A type and nothing else. */
    public static ServiceExposure of(String type, @Nullable String loadBalancerIp) {
        return new ServiceExposure(type, null, loadBalancerIp, null, null, List.of(), null);
    }

    /** The same with another loadBalancerClass. */
    ServiceExposure ofClass(@Nullable String other) {
        return new ServiceExposure(
                type,
                clusterIp,
                loadBalancerIp,
                other,
                externalTrafficPolicy,
                loadBalancerSourceRanges,
                allocateLoadBalancerNodePorts);
    }
}

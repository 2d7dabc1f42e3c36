package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.PortBinding.ServedBy;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Service of a Gateway as it shall be, for server-side apply, and how to tell that it is so. */
final class WantedService {
    /** What was applied last, so that a label that is no longer wanted is noticed among those that others added. */
    static final String APPLIED = "sluice.dev/applied";

    private static final String GATEWAY = "Gateway";
    private static final String BOTH_FAMILIES_IF_THERE = "PreferDualStack";

    private WantedService() {}

    /** Whether a Service was made by this controller, so that it may be removed. */
    static boolean isOwn(Service service, String controllerName) {
        return get(service.getMetadata().getLabels(), XBackend.LABEL) == null
                && GatewayService.SLUICE.equals(get(service.getMetadata().getLabels(), GatewayService.MANAGED_BY))
                && controllerName.equals(get(service.getMetadata().getAnnotations(), GatewayService.CONTROLLER));
    }

    /** Whether a Service of the wanted name was made for that Gateway. Any other is left alone. */
    static boolean isFor(Service service, Service wanted) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return GatewayService.SLUICE.equals(get(labels, GatewayService.MANAGED_BY))
                && Objects.equals(
                        get(labels, GatewayService.GATEWAY_NAME),
                        wanted.getMetadata().getLabels().get(GatewayService.GATEWAY_NAME));
    }

    private static @Nullable String get(@Nullable Map<String, String> map, String key) {
        return map == null ? null : map.get(key);
    }

    /**
     * The Service as it shall be.
     *
     * @param live as it is, or null if there is none. It is made for both families of addresses where the cluster has
     *     both, since the proxy's pods listen on all their addresses; what somebody chooses later stays
     * @param dedicated whether it is to say that the Gateway's own proxy serves it
     */
    static Service of(GatewayService wanted, String controllerName, @Nullable Service live, boolean dedicated) {
        Map<String, String> annotations = new TreeMap<>(wanted.annotations());
        annotations.put(GatewayService.CONTROLLER, controllerName);
        annotations.put(APPLIED, digest(wanted));
        if (dedicated || wanted.servedBy() != ServedBy.SHARED) {
            annotations.put(GatewayService.SERVED_BY, dedicated ? GatewayService.DEDICATED : GatewayService.SHARED);
        }
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(wanted.namespace())
                .withName(wanted.name())
                .withLabels(wanted.labels())
                .withAnnotations(annotations)
                .addNewOwnerReference()
                .withApiVersion("gateway.networking.k8s.io/v1")
                .withKind(GATEWAY)
                .withName(wanted.gateway())
                .withUid(wanted.gatewayUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withSelector(selector(wanted, live))
                .withType(wanted.exposure().type())
                .withClusterIP(wanted.exposure().clusterIp())
                .withLoadBalancerIP(wanted.exposure().loadBalancerIp())
                .withLoadBalancerClass(wanted.exposure().loadBalancerClass())
                .withExternalTrafficPolicy(wanted.exposure().externalTrafficPolicy())
                .withLoadBalancerSourceRanges(wanted.exposure().loadBalancerSourceRanges())
                .withAllocateLoadBalancerNodePorts(wanted.exposure().allocateLoadBalancerNodePorts())
                .withIpFamilyPolicy(
                        live == null ? BOTH_FAMILIES_IF_THERE : live.getSpec().getIpFamilyPolicy())
                .withPorts(wanted.ports().stream()
                        .map(port -> new ServicePortBuilder()
                                .withName(port.name())
                                .withPort(port.port())
                                .withTargetPort(new IntOrString(port.targetPort()))
                                .withProtocol(port.protocol())
                                .withNodePort(port.nodePort())
                                .build())
                        .toList())
                .endSpec()
                .build();
    }

    /**
     * The pods of the Gateway's own proxy. A selector that was once there stays when there are none: without it nobody
     * would take the last of them out of the EndpointSlices that Kubernetes has made.
     */
    private static @Nullable Map<String, String> selector(GatewayService wanted, @Nullable Service live) {
        Map<String, String> own = WantedProxy.selector(wanted);
        boolean there = live != null && own.equals(live.getSpec().getSelector());
        return there || wanted.servedBy() != ServedBy.SHARED ? own : null;
    }

    /** Whether a live Service says that the Gateway's own proxy serves it. */
    static boolean isOfDedicatedProxy(Service live) {
        return GatewayService.DEDICATED.equals(get(live.getMetadata().getAnnotations(), GatewayService.SERVED_BY));
    }

    /** The Gateway that a Service of ours was made for, or null if somebody has taken that off it. */
    static @Nullable ResourceKey gatewayOf(Service service) {
        String namespace = service.getMetadata().getNamespace();
        for (OwnerReference owner : service.getMetadata().getOwnerReferences()) {
            if (owner.getKind().equals(GATEWAY)) {
                return new ResourceKey(GATEWAY, namespace, owner.getName());
            }
        }
        String name = get(service.getMetadata().getLabels(), GatewayService.GATEWAY_NAME);
        return name == null ? null : new ResourceKey(GATEWAY, namespace, name);
    }

    /** A live Service as if it were wanted as it is, to keep its slices while its Gateway is refused. */
    static GatewayService asItIs(Service live) {
        List<GatewayService.Port> ports = new ArrayList<>();
        for (ServicePort port : live.getSpec().getPorts()) {
            if (port.getTargetPort() != null && port.getTargetPort().getIntVal() != null) {
                ports.add(new GatewayService.Port(
                        Objects.requireNonNullElse(port.getName(), ""),
                        port.getPort(),
                        port.getTargetPort().getIntVal(),
                        port.getProtocol()));
            }
        }
        ResourceKey gateway = gatewayOf(live);
        return new GatewayService(
                live.getMetadata().getNamespace(),
                live.getMetadata().getName(),
                gateway == null ? "" : gateway.name(),
                "",
                ServiceExposure.of(live.getSpec().getType(), null),
                Map.of(),
                Map.of(),
                ports);
    }

    /** Whether a live Service is as it shall be, whatever others added to it. */
    static boolean isApplied(Service live, Service wanted) {
        return containsAll(live.getMetadata().getLabels(), wanted.getMetadata().getLabels())
                && containsAll(
                        live.getMetadata().getAnnotations(),
                        wanted.getMetadata().getAnnotations())
                && owners(live).containsAll(owners(wanted))
                && Objects.equals(live.getSpec().getType(), wanted.getSpec().getType())
                && containsAll(live.getSpec().getSelector(), wanted.getSpec().getSelector())
                && isExposed(live.getSpec(), wanted.getSpec())
                && ports(live).containsAll(ports(wanted))
                && nodePorts(live).entrySet().containsAll(nodePorts(wanted).entrySet());
    }

    /** What is not asked for is left to the defaults of the API server, and to others. */
    private static boolean isExposed(ServiceSpec live, ServiceSpec wanted) {
        return isOrAny(live.getClusterIP(), wanted.getClusterIP())
                && isOrAny(live.getLoadBalancerIP(), wanted.getLoadBalancerIP())
                && isOrAny(live.getLoadBalancerClass(), wanted.getLoadBalancerClass())
                && isOrAny(live.getExternalTrafficPolicy(), wanted.getExternalTrafficPolicy())
                && isOrAny(live.getAllocateLoadBalancerNodePorts(), wanted.getAllocateLoadBalancerNodePorts())
                && (wanted.getLoadBalancerSourceRanges().isEmpty()
                        || wanted.getLoadBalancerSourceRanges().equals(live.getLoadBalancerSourceRanges()));
    }

    private static boolean isOrAny(@Nullable Object live, @Nullable Object wanted) {
        return wanted == null || wanted.equals(live);
    }

    private static Map<String, Integer> nodePorts(Service service) {
        Map<String, Integer> nodePorts = new HashMap<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            if (port.getNodePort() != null) {
                nodePorts.put(port.getProtocol() + "/" + port.getPort(), port.getNodePort());
            }
        }
        return nodePorts;
    }

    private static boolean containsAll(@Nullable Map<String, String> live, @Nullable Map<String, String> wanted) {
        return wanted == null || (live != null && live.entrySet().containsAll(wanted.entrySet()));
    }

    private static List<String> owners(Service service) {
        List<String> uids = new ArrayList<>();
        if (service.getMetadata().getOwnerReferences() != null) {
            for (OwnerReference owner : service.getMetadata().getOwnerReferences()) {
                uids.add(owner.getUid());
            }
        }
        return uids;
    }

    private static Set<String> ports(Service service) {
        Set<String> ports = new HashSet<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            ports.add(port.getName() + " " + port.getProtocol() + "/" + port.getPort() + " "
                    + (port.getTargetPort() == null ? "" : port.getTargetPort().getValue()));
        }
        return ports;
    }

    private static String digest(GatewayService wanted) {
        String text = new TreeMap<>(wanted.labels()) + "\n" + new TreeMap<>(wanted.annotations()) + "\n"
                + wanted.exposure() + "\n" + wanted.ports()
                + (wanted.overrides().isEmpty() ? "" : "\n" + wanted.overrides());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayService;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The EndpointSlices of a Gateway's Service as they shall be: the proxy's pods behind its ports, one slice for each
 * family of addresses and each hundred ports.
 */
final class WantedSlices {
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "sluice.dev";

    /** The API takes no more (EndpointSlice.ports, EndpointSlice.endpoints). */
    private static final int MOST_PORTS = 100;

    private static final int MOST_ENDPOINTS = 1_000;

    private static final String IPV4 = "-ipv4";
    private static final String IPV6 = "-ipv6";

    private WantedSlices() {}

    /** Whether a slice was made by this controller, or one of its kind. */
    static boolean isOwn(EndpointSlice slice) {
        return slice.getMetadata().getLabels() != null
                && MANAGER.equals(slice.getMetadata().getLabels().get(MANAGED_BY));
    }

    /** Whether a slice of a wanted name may be overwritten: it says that it is ours, or our Service owns it. */
    static boolean isOwn(EndpointSlice slice, Service service) {
        return isOwn(slice)
                || slice.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner ->
                                owner.getUid().equals(service.getMetadata().getUid()));
    }

    /** The name of the Service that a slice of this name is wanted for, if it is one of ours; null if none can be. */
    static @Nullable String serviceOf(String name) {
        int end = Math.max(name.lastIndexOf(IPV4), name.lastIndexOf(IPV6));
        return end <= 0 ? null : name.substring(0, end);
    }

    /**
     * The slices.
     *
     * @param owner the live Service, which owns them
     */
    static List<EndpointSlice> of(GatewayService wanted, Service owner, List<ProxyPod> pods) {
        List<EndpointSlice> slices = new ArrayList<>();
        for (String family : List.of("IPv4", "IPv6")) {
            List<Endpoint> endpoints = endpoints(pods, family);
            // A slice without endpoints says that there are none; one is enough.
            if (endpoints.isEmpty() && family.equals("IPv6")) {
                continue;
            }
            for (int first = 0; first < wanted.ports().size(); first += MOST_PORTS) {
                List<GatewayService.Port> ports = wanted.ports()
                        .subList(
                                first,
                                Math.min(first + MOST_PORTS, wanted.ports().size()));
                String suffix = family.equals("IPv4") ? IPV4 : IPV6;
                slices.add(slice(
                        wanted,
                        owner,
                        wanted.name() + suffix + (first == 0 ? "" : "-" + first / MOST_PORTS),
                        family,
                        ports,
                        endpoints));
            }
        }
        return slices;
    }

    private static EndpointSlice slice(
            GatewayService wanted,
            Service owner,
            String name,
            String family,
            List<GatewayService.Port> ports,
            List<Endpoint> endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(wanted.namespace())
                .withName(name)
                .addToLabels(SERVICE_NAME, wanted.name())
                .addToLabels(MANAGED_BY, MANAGER)
                .addToLabels(GatewayService.MANAGED_BY, GatewayService.SLUICE)
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Service")
                .withName(wanted.name())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withAddressType(family)
                .withEndpoints(endpoints)
                .withPorts(ports.stream()
                        .map(port -> new EndpointPortBuilder()
                                .withName(port.name())
                                .withPort(port.targetPort())
                                .withProtocol(port.protocol())
                                .build())
                        .toList())
                .build();
    }

    private static List<Endpoint> endpoints(List<ProxyPod> pods, String family) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (ProxyPod pod : pods) {
            for (String address : pod.addresses()) {
                if ((address.indexOf(':') < 0) == family.equals("IPv4") && endpoints.size() < MOST_ENDPOINTS) {
                    endpoints.add(new EndpointBuilder()
                            .withAddresses(address)
                            .withConditions(new EndpointConditions(pod.ready(), pod.serving(), pod.terminating()))
                            .withNodeName(pod.node())
                            .withTargetRef(new ObjectReferenceBuilder()
                                    .withKind("Pod")
                                    .withNamespace(pod.namespace())
                                    .withName(pod.name())
                                    .withUid(pod.uid())
                                    .build())
                            .build());
                }
            }
        }
        return endpoints;
    }

    /** Whether a live slice is as it shall be. */
    static boolean isApplied(@Nullable EndpointSlice live, EndpointSlice wanted) {
        return live != null
                && Objects.equals(live.getAddressType(), wanted.getAddressType())
                && live.getMetadata().getLabels() != null
                && live.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(wanted.getMetadata().getLabels().entrySet())
                && live.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getUid()
                                .equals(wanted.getMetadata()
                                        .getOwnerReferences()
                                        .getFirst()
                                        .getUid()))
                && ports(live).equals(ports(wanted))
                && endpoints(live).equals(endpoints(wanted));
    }

    private static Set<String> ports(EndpointSlice slice) {
        Set<String> ports = new TreeSet<>();
        if (slice.getPorts() != null) {
            for (EndpointPort port : slice.getPorts()) {
                ports.add(port.getName() + "=" + port.getPort() + "/" + port.getProtocol());
            }
        }
        return ports;
    }

    private static Set<String> endpoints(EndpointSlice slice) {
        Set<String> endpoints = new TreeSet<>();
        if (slice.getEndpoints() != null) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                EndpointConditions conditions = endpoint.getConditions();
                endpoints.add(endpoint.getAddresses() + " "
                        + (conditions == null
                                ? ""
                                : conditions.getReady() + " " + conditions.getServing() + " "
                                        + conditions.getTerminating()));
            }
        }
        return endpoints;
    }
}

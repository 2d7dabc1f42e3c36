package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.SocketKey.Transport;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that take requests, by Service port: those that are ready. A terminating one gets nothing new even where
 * none is ready (kube-proxy would still use it), because its address may be gone at any moment: a Service that is scaled
 * to nothing answers 503 at once instead of after a time-out.
 */
public final class ReadyEndpoints {
    private static final String OF_XBACKEND = "xbackend/";

    private ReadyEndpoints() {}

    /** The endpoints of an XBackend that selects pods; no Service has such a name. */
    static EndpointKey keyOf(String namespace, String xBackend, int port) {
        return new EndpointKey(namespace, OF_XBACKEND + ResourceNames.labelValue(xBackend), port);
    }

    /** The endpoints of every port of every Service. Ports without any map to an empty list. */
    public static Map<EndpointKey, List<Endpoint>> ofAll(ResourceSnapshot snapshot) {
        Map<EndpointKey, List<Endpoint>> all = new HashMap<>();
        for (Service service : snapshot.all(Service.class)) {
            all.putAll(of(
                    service,
                    snapshot.slicesOf(
                            service.getMetadata().getNamespace(),
                            service.getMetadata().getName())));
        }
        return all;
    }

    /**
     * The endpoints of every port of one Service; they are also those of the XBackend that its label
     * {@link XBackend#LABEL} names, if any.
     *
     * @param slices the EndpointSlices labelled with the Service's name in its namespace, whoever wrote them
     */
    public static Map<EndpointKey, List<Endpoint>> of(Service service, Collection<EndpointSlice> slices) {
        Map<EndpointKey, List<Endpoint>> byPort = new HashMap<>();
        if (service.getSpec() == null || service.getSpec().getPorts() == null) {
            return byPort;
        }
        String xBackend = xBackendOf(service);
        for (ServicePort port : service.getSpec().getPorts()) {
            if (port.getPort() == null) {
                continue;
            }
            String namespace = service.getMetadata().getNamespace();
            Transport transport = "UDP".equals(port.getProtocol()) ? Transport.UDP : Transport.TCP;
            List<Endpoint> endpoints = ofPort(service, port, slices);
            byPort.put(
                    new EndpointKey(namespace, service.getMetadata().getName(), port.getPort(), transport), endpoints);
            if (xBackend != null && transport == Transport.TCP) {
                byPort.put(new EndpointKey(namespace, OF_XBACKEND + xBackend, port.getPort()), endpoints);
            }
        }
        return byPort;
    }

    /** Whether they are those of an XBackend, whichever Services they come from. */
    public static boolean isOfXBackend(EndpointKey key) {
        return key.service().startsWith(OF_XBACKEND);
    }

    /** The value of the label {@link XBackend#LABEL} that leads to the endpoints of an XBackend. */
    static String labelOf(EndpointKey ofXBackend) {
        return ofXBackend.service().substring(OF_XBACKEND.length());
    }

    /** The Service whose endpoints they are, or null if there is none. */
    static @Nullable Service serviceOf(ResourceSnapshot resources, EndpointKey key) {
        if (!isOfXBackend(key)) {
            return resources.get(Service.class, key.namespace(), key.service());
        }
        for (Service service : resources.all(Service.class)) {
            if (key.namespace().equals(service.getMetadata().getNamespace())
                    && labelOf(key).equals(xBackendOf(service))) {
                return service;
            }
        }
        return null;
    }

    /** The XBackend that a Service is for, or null. */
    private static @Nullable String xBackendOf(Service service) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels == null ? null : labels.get(XBackend.LABEL);
    }

    private static List<Endpoint> ofPort(Service service, ServicePort port, Collection<EndpointSlice> slices) {
        for (String family : families(service)) {
            Set<Endpoint> ready = new LinkedHashSet<>();
            for (EndpointSlice slice : slices) {
                Integer number = family.equals(slice.getAddressType()) ? portOf(slice, port) : null;
                if (number != null) {
                    collect(slice, number, ready);
                }
            }
            if (!ready.isEmpty()) {
                return new ArrayList<>(ready);
            }
        }
        return List.of();
    }

    /** The address types in order of preference: a pod of a dual-stack Service is in a slice of each. */
    private static List<String> families(Service service) {
        List<String> families = service.getSpec().getIpFamilies();
        return families != null && !families.isEmpty() && families.getFirst().equals("IPv6")
                ? List.of("IPv6", "IPv4")
                : List.of("IPv4", "IPv6");
    }

    /** The number under which a slice has a Service's port, or null if it has none of its name and protocol. */
    static @Nullable Integer portOf(EndpointSlice slice, ServicePort port) {
        if (slice.getPorts() == null) {
            return null;
        }
        for (EndpointPort candidate : slice.getPorts()) {
            if (candidate.getPort() != null
                    && Objects.requireNonNullElse(candidate.getName(), "")
                            .equals(Objects.requireNonNullElse(port.getName(), ""))
                    && Objects.requireNonNullElse(candidate.getProtocol(), "TCP")
                            .equals(Objects.requireNonNullElse(port.getProtocol(), "TCP"))) {
                return candidate.getPort();
            }
        }
        return null;
    }

    private static void collect(EndpointSlice slice, int port, Set<Endpoint> ready) {
        if (slice.getEndpoints() == null) {
            return;
        }
        for (var endpoint : slice.getEndpoints()) {
            EndpointConditions conditions = endpoint.getConditions();
            // An unknown readiness is to be taken for ready (EndpointConditions.ready).
            boolean isReady = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
            if (isReady && endpoint.getAddresses() != null) {
                for (String address : endpoint.getAddresses()) {
                    ready.add(new Endpoint(address, port));
                }
            }
        }
    }
}

package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.EndpointKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Why a port of a Service has no endpoint that takes requests, in words for the one who wrote it. */
public final class MissingEndpoints {
    private MissingEndpoints() {}

    /** Why there are none; null if there are some, or no such Service. */
    public static @Nullable String why(ResourceSnapshot resources, EndpointKey key) {
        Service service = ReadyEndpoints.serviceOf(resources, key);
        if (service == null && ReadyEndpoints.isOfXBackend(key)) {
            return "no Service in namespace " + key.namespace() + " has the label " + XBackend.LABEL + ": "
                    + ReadyEndpoints.labelOf(key);
        }
        ServicePort port = service == null ? null : portOf(service, key.port());
        if (service == null || port == null) {
            return null;
        }
        List<EndpointSlice> slices = service == null
                ? List.of()
                : resources.slicesOf(key.namespace(), service.getMetadata().getName());
        if (!ReadyEndpoints.of(service, slices).getOrDefault(key, List.of()).isEmpty()) {
            return null;
        }
        if (slices.isEmpty()) {
            return "no EndpointSlice in namespace " + key.namespace() + " has the label kubernetes.io/service-name: "
                    + service.getMetadata().getName();
        }
        int endpoints = 0;
        for (EndpointSlice slice : slices) {
            if (ReadyEndpoints.portOf(slice, port) != null && slice.getEndpoints() != null) {
                if ("FQDN".equals(slice.getAddressType())) {
                    return "the EndpointSlice " + slice.getMetadata().getName()
                            + " is of addressType FQDN; only IPv4 and IPv6 are served";
                }
                endpoints += slice.getEndpoints().size();
            }
        }
        if (endpoints > 0) {
            return "none of its " + endpoints + " endpoints is ready";
        }
        Set<String> ports = new TreeSet<>();
        slices.forEach(slice -> addPorts(slice, ports));
        return ports.contains(text(port.getName(), port.getProtocol()))
                ? "its EndpointSlices list no endpoints"
                : "the Service's port " + key.port() + " is " + text(port.getName(), port.getProtocol())
                        + ", but its EndpointSlices have "
                        + (ports.isEmpty() ? "no ports" : String.join(" and ", ports)) + ": names must be the same";
    }

    private static @Nullable ServicePort portOf(Service service, int number) {
        if (service.getSpec() != null && service.getSpec().getPorts() != null) {
            for (ServicePort port : service.getSpec().getPorts()) {
                if (Objects.equals(port.getPort(), number) && !"UDP".equals(port.getProtocol())) {
                    return port;
                }
            }
        }
        return null;
    }

    private static void addPorts(EndpointSlice slice, Set<String> ports) {
        if (slice.getPorts() != null) {
            for (EndpointPort port : slice.getPorts()) {
                ports.add(text(port.getName(), port.getProtocol()));
            }
        }
    }

    private static String text(@Nullable String name, @Nullable String protocol) {
        String suffix = protocol == null || protocol.equals("TCP") ? "" : " (" + protocol + ")";
        return (name == null || name.isEmpty() ? "unnamed" : "named " + name) + suffix;
    }
}

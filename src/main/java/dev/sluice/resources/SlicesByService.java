package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** EndpointSlices by the Service that their label {@code kubernetes.io/service-name} names. Not thread-safe. */
final class SlicesByService {
    static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    private record ServiceName(String namespace, String name) {}

    private final Map<ServiceName, Map<String, EndpointSlice>> slices = new HashMap<>();

    void add(EndpointSlice slice) {
        ServiceName service = serviceOf(slice);
        if (service != null) {
            slices.computeIfAbsent(service, _ -> new LinkedHashMap<>())
                    .put(slice.getMetadata().getName(), slice);
        }
    }

    void remove(EndpointSlice slice) {
        ServiceName service = serviceOf(slice);
        Map<String, EndpointSlice> ofService = service == null ? null : slices.get(service);
        if (service != null && ofService != null) {
            ofService.remove(slice.getMetadata().getName());
            if (ofService.isEmpty()) {
                slices.remove(service);
            }
        }
    }

    List<EndpointSlice> of(String namespace, String service) {
        Map<String, EndpointSlice> ofService = slices.get(new ServiceName(namespace, service));
        return ofService == null ? List.of() : List.copyOf(ofService.values());
    }

    private static @Nullable ServiceName serviceOf(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        String name = labels == null ? null : labels.get(SERVICE_NAME_LABEL);
        String namespace = slice.getMetadata().getNamespace();
        return name == null ? null : new ServiceName(namespace == null ? "" : namespace, name);
    }
}

package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The EndpointSlices that matter to the Services of Gateways: ours, and those of others that have a name that one of
 * ours would have.
 */
final class LiveSlices {
    private final Map<ResourceKey, Map<String, EndpointSlice>> byService = new ConcurrentHashMap<>();

    /** Takes note of a change; returns the Services that it may concern. */
    Set<ResourceKey> changed(@Nullable EndpointSlice before, @Nullable EndpointSlice after) {
        Set<ResourceKey> concerned = new HashSet<>();
        if (before != null) {
            for (ResourceKey service : servicesOf(before)) {
                concerned.add(service);
                alter(service, slices -> slices.remove(before.getMetadata().getName()));
            }
        }
        if (after != null) {
            for (ResourceKey service : servicesOf(after)) {
                concerned.add(service);
                alter(service, slices -> slices.put(after.getMetadata().getName(), after));
            }
        }
        return concerned;
    }

    private void alter(ResourceKey service, Consumer<Map<String, EndpointSlice>> change) {
        byService.compute(service, (_, slices) -> {
            Map<String, EndpointSlice> copy = slices == null ? new HashMap<>() : new HashMap<>(slices);
            change.accept(copy);
            return copy.isEmpty() ? null : copy;
        });
    }

    private static Set<ResourceKey> servicesOf(EndpointSlice slice) {
        Set<ResourceKey> services = new HashSet<>();
        String namespace = slice.getMetadata().getNamespace();
        String named = WantedSlices.serviceOf(slice.getMetadata().getName());
        if (named != null) {
            services.add(new ResourceKey("Service", namespace, named));
        }
        if (WantedSlices.isOwn(slice)) {
            String labelled = slice.getMetadata().getLabels().get(WantedSlices.SERVICE_NAME);
            if (labelled != null) {
                services.add(new ResourceKey("Service", namespace, labelled));
            }
        }
        return services;
    }

    /** By name, those of a Service and those that have the name of one of its own. */
    Map<String, EndpointSlice> of(ResourceKey service) {
        return byService.getOrDefault(service, Map.of());
    }
}

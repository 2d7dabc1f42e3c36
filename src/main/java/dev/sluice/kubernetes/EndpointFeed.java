package dev.sluice.kubernetes;

import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries endpoints from the store to the data plane without waiting for a compilation: a change of a Service or of
 * one of its EndpointSlices swaps the live lists of that Service's ports. It begins once all of them are known.
 */
final class EndpointFeed implements StoreListener {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ResourceStore store;
    private final EndpointDirectory directory;
    private final Map<ResourceKey, Service> services = new HashMap<>();
    private final Map<ResourceKey, Set<EndpointKey>> published = new HashMap<>();
    private boolean complete;

    EndpointFeed(ResourceStore store, EndpointDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    @Override
    public synchronized void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        if (after instanceof Service service) {
            services.put(ResourceKey.of(service), service);
            publish(ResourceKey.of(service));
        } else if (before instanceof Service service) {
            services.remove(ResourceKey.of(service));
            publish(ResourceKey.of(service));
        } else {
            ResourceKey left = serviceOf(before);
            ResourceKey right = serviceOf(after);
            if (left != null && !left.equals(right)) {
                publish(left);
            }
            if (right != null) {
                publish(right);
            }
        }
    }

    private static @Nullable ResourceKey serviceOf(@Nullable HasMetadata slice) {
        if (!(slice instanceof EndpointSlice) || slice.getMetadata().getLabels() == null) {
            return null;
        }
        String name = slice.getMetadata().getLabels().get(SERVICE_NAME);
        return name == null
                ? null
                : new ResourceKey("Service", slice.getMetadata().getNamespace(), name);
    }

    /** All Services and EndpointSlices are in the store: until now the directory held what it was given before. */
    synchronized void complete() {
        complete = true;
        services.keySet().forEach(this::publish);
        Set<EndpointKey> gone = new HashSet<>(directory.keys());
        published.values().forEach(gone::removeAll);
        gone.forEach(directory::remove);
    }

    private void publish(ResourceKey key) {
        if (!complete) {
            return;
        }
        Service service = services.get(key);
        Map<EndpointKey, List<Endpoint>> endpoints =
                service == null ? Map.of() : ReadyEndpoints.of(service, store.slicesOf(key.namespace(), key.name()));
        endpoints.forEach(directory::replace);
        Set<EndpointKey> earlier =
                endpoints.isEmpty() ? published.remove(key) : published.put(key, Set.copyOf(endpoints.keySet()));
        if (earlier != null) {
            for (EndpointKey port : earlier) {
                if (!endpoints.containsKey(port) && !isPublishedByOther(key, port)) {
                    directory.remove(port);
                }
            }
        }
    }

    /** Two Services may be those of one XBackend. */
    private boolean isPublishedByOther(ResourceKey service, EndpointKey port) {
        return ReadyEndpoints.isOfXBackend(port)
                && published.entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(service)
                                && other.getValue().contains(port));
    }
}

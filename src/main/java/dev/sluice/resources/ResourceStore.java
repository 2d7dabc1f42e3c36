package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest known state of every resource, fed by informers or files and read as snapshots. Thread-safe. Taking a
 * snapshot copies nothing; the next change to a kind after a snapshot copies that kind's map.
 */
public final class ResourceStore {
    private final Map<Class<? extends HasMetadata>, Map<ResourceKey, HasMetadata>> byType = new HashMap<>();
    private final Map<Class<? extends HasMetadata>, Map<ResourceKey, HasMetadata>> shared = new HashMap<>();
    private final SlicesByService slices = new SlicesByService();

    /** Adds or replaces an object; returns the one that was there before. */
    public synchronized @Nullable HasMetadata put(HasMetadata object) {
        HasMetadata previous = writable(object.getClass()).put(ResourceKey.of(object), object);
        if (previous instanceof EndpointSlice slice) {
            slices.remove(slice);
        }
        if (object instanceof EndpointSlice slice) {
            slices.add(slice);
        }
        return previous;
    }

    /** Removes an object; returns it if it was there. */
    public synchronized @Nullable HasMetadata remove(Class<? extends HasMetadata> type, ResourceKey key) {
        if (!byType.getOrDefault(type, Map.of()).containsKey(key)) {
            return null;
        }
        HasMetadata previous = writable(type).remove(key);
        if (previous instanceof EndpointSlice slice) {
            slices.remove(slice);
        }
        return previous;
    }

    /**
     * Removes an object if it is still this very one, so that two feeds of one kind, which keep no order between them,
     * do not take away what the other has put in its place; whether it was.
     */
    @SuppressWarnings("ReferenceEquality") // An equal one that came later belongs to somebody else.
    public synchronized boolean remove(Class<? extends HasMetadata> type, ResourceKey key, HasMetadata expected) {
        return byType.getOrDefault(type, Map.of()).get(key) == expected && remove(type, key) != null;
    }

    /** Adds or replaces some objects and removes others; no snapshot shows a part of it. */
    public synchronized void update(
            Collection<? extends HasMetadata> changed, Collection<? extends HasMetadata> removed) {
        changed.forEach(this::put);
        removed.forEach(object -> remove(object.getClass(), ResourceKey.of(object)));
    }

    /** The EndpointSlices of one Service as they are now; the cost does not depend on how many there are in all. */
    public synchronized List<EndpointSlice> slicesOf(String namespace, String service) {
        return slices.of(namespace, service);
    }

    /** Everything as it is now. */
    public synchronized ResourceSnapshot snapshot() {
        byType.forEach((type, objects) -> shared.computeIfAbsent(type, _ -> Collections.unmodifiableMap(objects)));
        return new ResourceSnapshot(Map.copyOf(shared));
    }

    private Map<ResourceKey, HasMetadata> writable(Class<? extends HasMetadata> type) {
        Map<ResourceKey, HasMetadata> objects = byType.computeIfAbsent(type, _ -> new LinkedHashMap<>());
        if (shared.remove(type) != null) {
            objects = new LinkedHashMap<>(objects);
            byType.put(type, objects);
        }
        return objects;
    }
}

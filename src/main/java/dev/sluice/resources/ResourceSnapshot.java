package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All resources at one moment, by kind, namespace and name. Immutable. */
public final class ResourceSnapshot {
    private final Map<Class<? extends HasMetadata>, Map<ResourceKey, HasMetadata>> byType;
    private final Set<Class<?>> read = ConcurrentHashMap.newKeySet();
    private @Nullable SlicesByService slices;

    ResourceSnapshot(Map<Class<? extends HasMetadata>, Map<ResourceKey, HasMetadata>> byType) {
        this.byType = byType;
    }

    public static ResourceSnapshot of(Collection<? extends HasMetadata> objects) {
        Map<Class<? extends HasMetadata>, Map<ResourceKey, HasMetadata>> byType = new HashMap<>();
        for (HasMetadata object : objects) {
            byType.computeIfAbsent(object.getClass(), _ -> new LinkedHashMap<>())
                    .put(ResourceKey.of(object), object);
        }
        return new ResourceSnapshot(byType);
    }

    /** All objects of a type. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> Collection<T> all(Class<T> type) {
        read.add(type);
        return (Collection<T>) byType.getOrDefault(type, Map.of()).values();
    }

    /** All objects of all types, without any order; does not count as reading them. */
    public void forEach(Consumer<HasMetadata> action) {
        byType.values().forEach(objects -> objects.values().forEach(action));
    }

    /** Whether all objects of an object's type were asked for since the snapshot was taken. */
    public boolean isRead(HasMetadata object) {
        return read.contains(object.getClass());
    }

    /**
     * One object.
     *
     * @param namespace empty for cluster-scoped kinds
     */
    public <T extends HasMetadata> @Nullable T get(Class<T> type, String namespace, String name) {
        Map<ResourceKey, HasMetadata> objects = byType.get(type);
        return objects == null
                ? null
                : type.cast(objects.get(new ResourceKey(HasMetadata.getKind(type), namespace, name)));
    }

    /**
     * What became of the objects of a type since an earlier snapshot. Cheap for snapshots of one store: where no object
     * of the type changed, nothing is compared. Does not count as reading them.
     */
    public <T extends HasMetadata> ResourceChanges<T> changesSince(ResourceSnapshot earlier, Class<T> type) {
        return ResourceChanges.between(
                earlier.byType.getOrDefault(type, Map.of()), byType.getOrDefault(type, Map.of()), type);
    }

    /** The types of which there are objects. */
    public Set<Class<? extends HasMetadata>> types() {
        return byType.keySet();
    }

    /** Counts as read what was read of an earlier snapshot, from which results are taken over. */
    public void takeOverReadsOf(ResourceSnapshot earlier) {
        read.addAll(earlier.read);
    }

    /** The EndpointSlices of one Service; the first call indexes all of them. */
    public synchronized List<EndpointSlice> slicesOf(String namespace, String service) {
        if (slices == null) {
            slices = new SlicesByService();
            all(EndpointSlice.class).forEach(slices::add);
        }
        return slices.of(namespace, service);
    }

    /** How many objects there are of all types. */
    public int size() {
        int size = 0;
        for (Map<ResourceKey, HasMetadata> objects : List.copyOf(byType.values())) {
            size += objects.size();
        }
        return size;
    }
}

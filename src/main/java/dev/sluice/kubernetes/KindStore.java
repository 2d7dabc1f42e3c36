package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's cache that is at the same time the feed of the {@link ResourceStore}: an object is in the store before
 * any event handler hears of it, once in memory, and without what nobody reads. When the informer has synced, so has
 * the store. Several informers may feed the same kind, each with a part of it that objects may leave for the other's.
 *
 * @param <T> the kind
 */
final class KindStore<T extends HasMetadata> implements ItemStore<T> {
    private final Class<T> type;
    private final ResourceStore store;
    private final Consumer<T> trim;
    private final StoreListener listener;
    private final Map<String, T> items = new ConcurrentHashMap<>();

    /**
     * A store of one kind.
     *
     * @param trim removes from a freshly read object what is not kept
     */
    KindStore(Class<T> type, ResourceStore store, Consumer<T> trim, StoreListener listener) {
        this.type = type;
        this.store = store;
        this.trim = trim;
        this.listener = listener;
    }

    Class<T> type() {
        return type;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same object again brings nothing new, an equal one may.
    public @Nullable T put(String key, T object) {
        T before = items.get(key);
        if (before == object) {
            return before;
        }
        trim.accept(object);
        items.put(key, object);
        store.put(object);
        listener.changed(before, object);
        return before;
    }

    @Override
    public @Nullable T remove(String key) {
        T before = items.remove(key);
        if (before != null) {
            store.remove(type, ResourceKey.of(before), before);
            listener.changed(before, null);
        }
        return before;
    }

    /** Forgets everything: the kind is no longer served. */
    void clear() {
        for (String key : items.keySet()) {
            remove(key);
        }
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** Told of each change in the store, after it, on the thread of the watch that brought it; must not block. */
@FunctionalInterface
public interface StoreListener {
    /**
     * An object was added, replaced or removed.
     *
     * @param before null if it was added
     * @param after null if it was removed
     */
    void changed(@Nullable HasMetadata before, @Nullable HasMetadata after);
}

package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The difference between the objects of a type in two snapshots. An object that was replaced is removed and added.
 *
 * @param removed the objects of the earlier snapshot that are not in the later one
 * @param added the objects of the later snapshot that were not in the earlier one
 */
public record ResourceChanges<T extends HasMetadata>(List<T> removed, List<T> added) {

    /**
     * Compares by identity. Maps that keep the order of insertion are walked side by side; in whatever order they are,
     * what is removed and added is the difference between them, though it may hold objects that stayed.
     */
    @SuppressWarnings("ReferenceEquality") // An object that did not change is the same in both.
    static <T extends HasMetadata> ResourceChanges<T> between(
            Map<ResourceKey, HasMetadata> earlier, Map<ResourceKey, HasMetadata> later, Class<T> type) {
        if (earlier == later) {
            return new ResourceChanges<>(List.of(), List.of());
        }
        List<T> removed = new ArrayList<>();
        List<T> added = new ArrayList<>();
        Iterator<Map.Entry<ResourceKey, HasMetadata>> olds = earlier.entrySet().iterator();
        for (Map.Entry<ResourceKey, HasMetadata> now : later.entrySet()) {
            boolean stayed = false;
            boolean met = false;
            while (!met && olds.hasNext()) {
                Map.Entry<ResourceKey, HasMetadata> old = olds.next();
                met = old.getKey().equals(now.getKey());
                stayed = old.getValue() == now.getValue();
                if (!stayed) {
                    removed.add(type.cast(old.getValue()));
                }
            }
            if (!stayed) {
                added.add(type.cast(now.getValue()));
            }
        }
        olds.forEachRemaining(old -> removed.add(type.cast(old.getValue())));
        return new ResourceChanges<>(removed, added);
    }

    public boolean isEmpty() {
        return removed.isEmpty() && added.isEmpty();
    }
}

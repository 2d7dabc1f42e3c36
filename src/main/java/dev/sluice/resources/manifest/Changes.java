package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What changed when files changed.
 *
 * @param changed new and changed objects
 * @param removed objects that are gone
 * @param problems everything that is wrong in all files now, in their order
 */
public record Changes(List<HasMetadata> changed, List<HasMetadata> removed, List<Problem> problems) {
    public Changes {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        problems = List.copyOf(problems);
    }

    public boolean isEmpty() {
        return changed.isEmpty() && removed.isEmpty();
    }

    /** One of the objects that changed, for a log. Only if not empty. */
    public ResourceKey first() {
        return ResourceKey.of(changed.isEmpty() ? removed.getFirst() : changed.getFirst());
    }
}

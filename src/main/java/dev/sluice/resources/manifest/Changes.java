package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What changed when files changed.
 *
 * @param changed new and changed objects
 * @param removed objects that are gone
 * @param problems everything that is wrong in all files now, in their order
 * @param places where all objects that files hold are written now
 */
public record Changes(
        List<HasMetadata> changed, List<HasMetadata> removed, List<Problem> problems, Map<ResourceKey, Place> places) {
    public Changes {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        problems = List.copyOf(problems);
        places = Collections.unmodifiableMap(places);
    }

    public boolean isEmpty() {
        return changed.isEmpty() && removed.isEmpty();
    }

    /** One of the objects that changed, for a log. Only if not empty. */
    public ResourceKey first() {
        return ResourceKey.of(changed.isEmpty() ? removed.getFirst() : changed.getFirst());
    }
}

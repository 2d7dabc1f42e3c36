package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Position;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * One object of a file.
 *
 * @param at where the object begins
 * @param object defaulted and valid, or null if it is refused; it gets its identity when it is first held
 * @param metadata the object's metadata as the file gives it, without an identity, or null if it is refused
 */
record Manifest(
        ResourceKey key,
        ServedKind<?> kind,
        Position at,
        @Nullable HasMetadata object,
        @Nullable ObjectMeta metadata) {
    static Manifest of(ResourceKey key, ServedKind<?> kind, Position at, @Nullable HasMetadata object) {
        return new Manifest(key, kind, at, object, object == null ? null : object.getMetadata());
    }

    Manifest below(int lines) {
        return lines == 0 ? this : new Manifest(key, kind, at.below(lines), object, metadata);
    }
}

package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import dev.sluice.resources.schema.KindSchema;
import dev.sluice.resources.schema.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of a file.
 *
 * @param at where the object begins in its file
 * @param object defaulted and valid, or null if it is refused; it gets its identity when it is first held
 * @param metadata the object's metadata as the file gives it, without an identity, or null if it is refused
 * @param change for kinds that may not be changed at will, what a change is judged by
 * @param linesBefore how many lines of the file stand before the document
 */
record Manifest(
        ResourceKey key,
        ServedKind<?> kind,
        Position at,
        @Nullable HasMetadata object,
        @Nullable ObjectMeta metadata,
        @Nullable Change change,
        int linesBefore) {
    static Manifest of(
            ResourceKey key, ServedKind<?> kind, Position at, @Nullable HasMetadata object, @Nullable Change change) {
        return new Manifest(key, kind, at, object, object == null ? null : object.getMetadata(), change, 0);
    }

    Manifest below(int lines) {
        return lines == 0 ? this : new Manifest(key, kind, at.below(lines), object, metadata, change, lines);
    }

    /** An object's body, to be compared with the one before or after it. */
    record Change(KindSchema schema, Node.Mapping body) {
        /** What is wrong with changing an object into this one; positions are relative to this one's document. */
        List<Violation> from(@Nullable Change before) {
            return before == null ? List.of() : schema.checkChange(before.body(), body);
        }
    }
}

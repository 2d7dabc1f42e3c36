package dev.sluice.resources.manifest;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Node;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way of one object from its document to its typed form, as through an API server. Thread-safe. */
final class Admission {
    private final KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);

    /** The namespace of an object that belongs in one. */
    static String namespace(Node.Mapping mapping) {
        String namespace = mapping.get("metadata") instanceof Node.Mapping metadata ? metadata.text("namespace") : null;
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    /** The object, or null if it is refused; why is added to the problems. */
    @Nullable
    HasMetadata admit(ResourceKey key, ServedKind<?> kind, Node.Mapping mapping, List<Problem> problems) {
        Map<String, @Nullable Object> plain = ServerSide.prepare(key, kind, mapping.plain());
        try {
            return serialization.convertValue(plain, kind.type());
        } catch (IllegalArgumentException e) {
            String reason = e.getCause() instanceof JsonMappingException mapped
                    ? mapped.getOriginalMessage()
                    : String.valueOf(e.getMessage());
            problems.add(Problem.error(mapping.at(), key.toString(), "", reason));
            return null;
        }
    }
}

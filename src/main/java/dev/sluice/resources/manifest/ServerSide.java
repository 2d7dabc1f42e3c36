package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an API server changes in an object before it is stored, except what its schema says. */
final class ServerSide {
    /** Fields of the metadata that only the server writes. */
    private static final List<String> SERVER_METADATA =
            List.of("uid", "resourceVersion", "generation", "managedFields", "selfLink");

    private ServerSide() {}

    /** The object in the version that is held, with a namespace, without nulls, status and server's metadata. */
    static Map<String, @Nullable Object> prepare(
            ResourceKey key, ServedKind<?> kind, Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>(given);
        object.put("apiVersion", kind.apiVersion());
        object.put("kind", kind.kind());
        object.remove("status");
        if (object.get("metadata") instanceof Map<?, ?> metadata) {
            object.put("metadata", metadata(key, metadata));
        }
        if (key.kind().equals("Secret")) {
            secret(object);
        }
        return object;
    }

    private static Map<String, Object> metadata(ResourceKey key, Map<?, ?> given) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (value != null && !SERVER_METADATA.contains(name)) {
                metadata.put((String) name, value);
            }
        });
        metadata.remove("namespace");
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        if (key.kind().equals("Namespace")) {
            Map<String, Object> labels = new LinkedHashMap<>();
            if (metadata.get("labels") instanceof Map<?, ?> map) {
                map.forEach((name, value) -> labels.put((String) name, value));
            }
            labels.put("kubernetes.io/metadata.name", key.name());
            metadata.put("labels", labels);
        }
        return metadata;
    }

    private static void secret(Map<String, @Nullable Object> object) {
        if (object.remove("stringData") instanceof Map<?, ?> texts) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            if (object.get("data") instanceof Map<?, ?> map) {
                map.forEach((name, value) -> data.put((String) name, value));
            }
            texts.forEach((name, value) -> data.put(
                    (String) name,
                    Base64.getEncoder().encodeToString(String.valueOf(value).getBytes(StandardCharsets.UTF_8))));
            object.put("data", data);
        }
        object.putIfAbsent("type", "Opaque");
    }
}

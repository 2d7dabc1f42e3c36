package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Node;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an API server changes in an object before it is stored, except what its schema says. */
final class ServerSide {
    /** Fields of the metadata that only the server writes. */
    private static final List<String> SERVER_METADATA = List.of(
            "uid",
            "resourceVersion",
            "generation",
            "managedFields",
            "selfLink",
            "generateName",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private static final List<String> NOT_BODY = List.of("apiVersion", "kind", "metadata", "status");

    private ServerSide() {}

    /** Everything but type, metadata and status; the texts of a Secret are part of its data. */
    static Node.Mapping body(ResourceKey key, Node.Mapping given) {
        Map<String, Node.Field> fields = new LinkedHashMap<>(given.fields());
        NOT_BODY.forEach(fields::remove);
        Node.Mapping body = new Node.Mapping(given.at(), fields);
        if (key.kind().equals("Secret") && given.get("stringData") instanceof Node.Mapping texts) {
            fields.remove("stringData");
            return body.with("data", encoded(body.get("data"), texts));
        }
        return body;
    }

    private static Node encoded(@Nullable Node data, Node.Mapping texts) {
        Map<String, Node.Field> all = new LinkedHashMap<>();
        if (data instanceof Node.Mapping mapping) {
            all.putAll(mapping.fields());
        }
        texts.fields().forEach((name, field) -> {
            Node value = field.value() instanceof Node.Scalar scalar && scalar.value() instanceof String text
                    ? new Node.Scalar(
                            scalar.at(), Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                    : field.value();
            all.put(name, new Node.Field(field.at(), value));
        });
        return new Node.Mapping(texts.at(), all);
    }

    /** The metadata with the namespace that the object is in, and without what a server writes. */
    static Map<String, Object> metadata(ResourceKey key, Map<String, @Nullable Object> given) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (value != null && !SERVER_METADATA.contains(name)) {
                metadata.put(name, value);
            }
        });
        metadata.remove("namespace");
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        if (key.kind().equals("Namespace")) {
            Map<Object, Object> labels = new LinkedHashMap<>();
            if (metadata.get("labels") instanceof Map<?, ?> map) {
                labels.putAll(map);
            }
            labels.put("kubernetes.io/metadata.name", key.name());
            metadata.put("labels", labels);
        }
        return metadata;
    }
}

package dev.sluice.resources.manifest;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import dev.sluice.resources.schema.KindSchema;
import dev.sluice.resources.schema.Schemas;
import dev.sluice.resources.schema.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The way of one object from its document to its typed form, as through an API server. Thread-safe. */
final class Admission {
    private final Schemas schemas = new Schemas();
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
    private final UnknownFields unknownFields;

    Admission(UnknownFields unknownFields) {
        this.unknownFields = unknownFields;
        // Teaches the mapper what the models need.
        new KubernetesSerialization(mapper, false);
    }

    /** The namespace of an object that belongs in one. */
    static String namespace(Node.Mapping mapping) {
        String namespace = mapping.get("metadata") instanceof Node.Mapping metadata ? metadata.text("namespace") : null;
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    /** Checks and converts an object with a name; why it is refused is added to the problems. */
    Manifest admit(ResourceKey key, ServedKind<?> kind, Node.Mapping given, List<Problem> problems) {
        Node.Mapping metadataGiven = given.get("metadata") instanceof Node.Mapping metadata
                ? metadata
                : new Node.Mapping(given.at(), Map.of());
        KindSchema schema = schemas.of(kind.group(), kind.kind(), ServedKind.versionOf(given.text("apiVersion")));
        KindSchema.Checked metadata = schemas.of("", "ObjectMeta").check(metadataGiven);
        KindSchema.Checked body = schema.check(ServerSide.body(key, given));
        report(key, "metadata.", metadata.violations(), problems);
        boolean named = ObjectNames.check(key, metadataGiven, problems);
        report(key, "", body.violations(), problems);
        HasMetadata object = named && isTaken(metadata) && isTaken(body)
                ? convert(key, kind, given.at(), metadata.object(), body.object(), problems)
                : null;
        Manifest.Change change =
                object != null && schema.hasTransitions() ? new Manifest.Change(schema, body.object()) : null;
        return Manifest.of(key, kind, given.at(), object, change);
    }

    private boolean isTaken(KindSchema.Checked checked) {
        return checked.violations().stream().allMatch(this::isDropped);
    }

    private boolean isDropped(Violation violation) {
        return violation.kind() == Violation.Kind.UNKNOWN_FIELD && unknownFields == UnknownFields.WARN;
    }

    private void report(ResourceKey key, String prefix, List<Violation> violations, List<Problem> problems) {
        for (Violation violation : violations) {
            problems.add(problem(key, prefix, violation, isDropped(violation)));
        }
    }

    /**
     * Says what is wrong.
     *
     * @param prefix of the violation's field
     * @param dropped whether the object is taken without the field
     */
    static Problem problem(ResourceKey key, String prefix, Violation violation, boolean dropped) {
        return new Problem(
                dropped ? Problem.Severity.WARNING : Problem.Severity.ERROR,
                "",
                violation.at(),
                key.toString(),
                prefix + violation.field(),
                violation.reason() + (dropped ? "; the object is taken without it" : ""));
    }

    private @Nullable HasMetadata convert(
            ResourceKey key,
            ServedKind<?> kind,
            Position at,
            Node.Mapping metadata,
            Node.Mapping body,
            List<Problem> problems) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("apiVersion", kind.apiVersion());
        plain.put("kind", kind.kind());
        plain.put("metadata", ServerSide.metadata(key, metadata.plain()));
        plain.putAll(body.plain());
        try {
            ObjectReader reader = readers.computeIfAbsent(kind.type(), mapper::readerFor);
            return kind.type().cast(reader.readValue(tree(plain)));
        } catch (IOException e) {
            String reason = e instanceof JsonMappingException mapped ? mapped.getOriginalMessage() : e.getMessage();
            problems.add(Problem.error(at, key.toString(), "", String.valueOf(reason)));
            return null;
        }
    }

    /** A number that fits into an int becomes one: the models refuse a targetPort that is a long. */
    private static JsonNode tree(@Nullable Object plain) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (plain) {
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((name, value) -> object.set(String.valueOf(name), tree(value)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode(list.size());
                list.forEach(value -> array.add(tree(value)));
                yield array;
            }
            case String text -> nodes.textNode(text);
            case Boolean value -> nodes.booleanNode(value);
            case Long value ->
                value == value.intValue() ? nodes.numberNode(value.intValue()) : nodes.numberNode(value.longValue());
            case Double value -> nodes.numberNode(value.doubleValue());
            case BigInteger value -> nodes.numberNode(value);
            case null -> nodes.nullNode();
            default -> nodes.textNode(plain.toString());
        };
    }
}

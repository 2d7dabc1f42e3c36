package dev.sluice.resources.schema;

import com.google.re2j.Pattern;
import dev.sluice.resources.document.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a schema from a document. Used once. */
final class SchemaReader {
    private final Map<String, Pattern> patterns = new HashMap<>();

    Schema read(Node node) {
        Node.Mapping schema = (Node.Mapping) node;
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (schema.get("properties") instanceof Node.Mapping mapping) {
            mapping.fields().forEach((name, field) -> properties.put(name, read(field.value())));
        }
        boolean intOrString = schema.get("x-kubernetes-int-or-string") instanceof Node.Scalar flag
                && Boolean.TRUE.equals(flag.value());
        return new Schema(
                intOrString ? "int-or-string" : text(schema, "type"),
                properties,
                optional(schema.get("additionalProperties")),
                optional(schema.get("items")),
                texts(schema.get("required")),
                schema.get("default"),
                values(schema.get("enum")),
                pattern(text(schema, "pattern")),
                text(schema, "format"),
                bounds(schema),
                text(schema, "x-kubernetes-list-type"),
                texts(schema.get("x-kubernetes-list-map-keys")),
                rules(schema.get("x-kubernetes-validations")),
                alternatives(schema));
    }

    private @Nullable Schema optional(@Nullable Node node) {
        return node instanceof Node.Mapping ? read(node) : null;
    }

    private Schema.Alternatives alternatives(Node.Mapping schema) {
        if (schema.get("oneOf") == null && schema.get("anyOf") == null && schema.get("not") == null) {
            return Schema.Alternatives.NONE;
        }
        return new Schema.Alternatives(
                schemas(schema.get("oneOf")), schemas(schema.get("anyOf")), optional(schema.get("not")));
    }

    private List<Schema> schemas(@Nullable Node node) {
        List<Schema> schemas = new ArrayList<>();
        for (Node item : items(node)) {
            schemas.add(read(item));
        }
        return schemas;
    }

    private @Nullable Pattern pattern(String text) {
        return text.isEmpty() ? null : patterns.computeIfAbsent(text, Pattern::compile);
    }

    private static Schema.Bounds bounds(Node.Mapping schema) {
        return new Schema.Bounds(
                number(schema, "minLength"),
                number(schema, "maxLength"),
                number(schema, "minItems"),
                number(schema, "maxItems"),
                number(schema, "minProperties"),
                number(schema, "maxProperties"),
                number(schema, "minimum"),
                number(schema, "maximum"));
    }

    private static List<Rule> rules(@Nullable Node node) {
        List<Rule> rules = new ArrayList<>();
        for (Node item : items(node)) {
            Node.Mapping rule = (Node.Mapping) item;
            rules.add(new Rule(text(rule, "rule"), text(rule, "message")));
        }
        return List.copyOf(rules);
    }

    private static List<Object> values(@Nullable Node node) {
        List<Object> values = new ArrayList<>();
        for (Node item : items(node)) {
            Object value = item.plain();
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private static List<String> texts(@Nullable Node node) {
        List<String> texts = new ArrayList<>();
        for (Object value : values(node)) {
            texts.add(value.toString());
        }
        return List.copyOf(texts);
    }

    private static List<Node> items(@Nullable Node node) {
        return node instanceof Node.Sequence sequence ? sequence.items() : List.of();
    }

    private static String text(Node.Mapping schema, String name) {
        String text = schema.text(name);
        return text == null ? "" : text;
    }

    private static @Nullable Long number(Node.Mapping schema, String name) {
        return schema.get(name) instanceof Node.Scalar scalar && scalar.value() instanceof Number number
                ? number.longValue()
                : null;
    }
}

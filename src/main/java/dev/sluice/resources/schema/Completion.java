package dev.sluice.resources.schema;

import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops nulls, as {@code kubectl apply} does, and what a schema does not know, and adds defaults. Values of a wrong
 * type stay for the validation.
 */
final class Completion {
    private final List<Violation> violations;

    Completion(List<Violation> violations) {
        this.violations = violations;
    }

    Node complete(Schema schema, Node node, String path) {
        return switch (node) {
            case Node.Mapping mapping when !schema.properties().isEmpty() -> object(schema, mapping, path);
            case Node.Mapping mapping when schema.additional() != null -> map(schema.additional(), mapping, path);
            case Node.Sequence sequence when schema.items() != null -> list(schema.items(), sequence, path);
            case Node.Scalar(Position at, Double value)
            when schema.type().equals("integer") && isWhole(value) -> new Node.Scalar(at, value.longValue());
            default -> node;
        };
    }

    private Node object(Schema schema, Node.Mapping mapping, String path) {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        mapping.fields().forEach((name, field) -> {
            Schema property = schema.properties().get(name);
            if (property == null) {
                violations.add(new Violation(
                        Violation.Kind.UNKNOWN_FIELD,
                        field.at(),
                        Paths.field(path, name),
                        "unknown field" + Suggestion.among(schema.properties().keySet(), name)));
            } else if (!isNull(field.value())) {
                Node value = complete(property, field.value(), Paths.field(path, name));
                fields.put(name, new Node.Field(field.at(), value));
            }
        });
        schema.properties().forEach((name, property) -> {
            if (property.defaultValue() != null && !fields.containsKey(name)) {
                Node value = complete(property, moved(property.defaultValue(), mapping.at()), Paths.field(path, name));
                fields.put(name, new Node.Field(mapping.at(), value));
            }
        });
        return new Node.Mapping(mapping.at(), fields);
    }

    private Node map(Schema values, Node.Mapping mapping, String path) {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        mapping.fields().forEach((name, field) -> {
            if (!isNull(field.value())) {
                Node value = complete(values, field.value(), Paths.key(path, name));
                fields.put(name, new Node.Field(field.at(), value));
            }
        });
        return new Node.Mapping(mapping.at(), fields);
    }

    private Node list(Schema items, Node.Sequence sequence, String path) {
        List<Node> values = new ArrayList<>(sequence.items().size());
        for (Node item : sequence.items()) {
            values.add(complete(items, item, Paths.index(path, values.size())));
        }
        return new Node.Sequence(sequence.at(), values);
    }

    /** A default where it takes effect, so that what is wrong with it points into the user's text. */
    private static Node moved(Node node, Position at) {
        return switch (node) {
            case Node.Scalar scalar -> new Node.Scalar(at, scalar.value());
            case Node.Sequence sequence ->
                new Node.Sequence(
                        at,
                        sequence.items().stream().map(item -> moved(item, at)).toList());
            case Node.Mapping mapping -> {
                Map<String, Node.Field> fields = new LinkedHashMap<>();
                mapping.fields()
                        .forEach((name, field) -> fields.put(name, new Node.Field(at, moved(field.value(), at))));
                yield new Node.Mapping(at, fields);
            }
        };
    }

    private static boolean isNull(Node node) {
        return node instanceof Node.Scalar scalar && scalar.value() == null;
    }

    private static boolean isWhole(Double value) {
        return Math.rint(value) == value && Math.abs(value) < 0x1p53;
    }
}

package dev.sluice.resources.schema;

import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import dev.sluice.resources.schema.Violation.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds a value against everything in a schema but its rules. */
final class ValueCheck {
    private final List<Violation> violations;

    ValueCheck(List<Violation> violations) {
        this.violations = violations;
    }

    void check(Schema schema, Node node, String path) {
        check(schema, node, node.at(), path);
    }

    private void check(Schema schema, Node node, Position at, String path) {
        if (!hasType(schema.type(), node)) {
            add(
                    Kind.WRONG_TYPE,
                    at,
                    path,
                    "must be " + article(schema.type()) + ", not " + article(node.describe()) + shown(node)
                            + (schema.type().equals("string") && node instanceof Node.Scalar
                                    ? "; put it in quotes"
                                    : ""));
            return;
        }
        if (!schema.allowed().isEmpty() && !schema.allowed().contains(node.plain())) {
            add(
                    Kind.NOT_SUPPORTED,
                    at,
                    path,
                    "unsupported value " + shownValue(node) + ": supported values are "
                            + schema.allowed().stream()
                                    .map(value -> "\"" + value + "\"")
                                    .collect(Collectors.joining(", ")));
        }
        switch (node) {
            case Node.Mapping mapping -> object(schema, mapping, at, path);
            case Node.Sequence sequence -> list(schema, sequence, at, path);
            case Node.Scalar scalar -> scalar(schema, scalar, path);
        }
        if (schema.alternatives() != Schema.Alternatives.NONE) {
            alternatives(schema.alternatives(), node, at, path);
        }
    }

    private void object(Schema schema, Node.Mapping mapping, Position at, String path) {
        for (String name : schema.required()) {
            if (mapping.get(name) == null) {
                add(Kind.REQUIRED, at, Paths.field(path, name), "required value is missing");
            }
        }
        int size = mapping.fields().size();
        Schema.Bounds bounds = schema.bounds();
        atMost(bounds.maxProperties(), size, Kind.TOO_MANY, at, path, "entries");
        atLeast(bounds.minProperties(), size, at, path, "entries");
        mapping.fields().forEach((name, field) -> {
            Schema property = schema.properties().get(name);
            if (property != null) {
                check(property, field.value(), field.place(), Paths.field(path, name));
            } else if (schema.additional() != null) {
                check(schema.additional(), field.value(), field.place(), Paths.key(path, name));
            }
        });
    }

    private void list(Schema schema, Node.Sequence sequence, Position at, String path) {
        int size = sequence.items().size();
        Schema.Bounds bounds = schema.bounds();
        atMost(bounds.maxItems(), size, Kind.TOO_MANY, at, path, "items");
        atLeast(bounds.minItems(), size, at, path, "items");
        if (schema.items() != null) {
            for (int i = 0; i < size; i++) {
                check(schema.items(), sequence.items().get(i), Paths.index(path, i));
            }
        }
        if (schema.listType().equals("set") || schema.listType().equals("map")) {
            duplicates(schema, sequence, path);
        }
    }

    private void duplicates(Schema schema, Node.Sequence sequence, String path) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Node item = sequence.items().get(i);
            Object identity = item.plain();
            String shown = String.valueOf(identity);
            if (schema.listType().equals("map") && item instanceof Node.Mapping mapping) {
                List<@Nullable Object> keys = new ArrayList<>();
                for (String key : schema.listKeys()) {
                    Node value = mapping.get(key);
                    keys.add(value == null ? null : value.plain());
                }
                identity = keys;
                shown = schema.listKeys() + " " + keys;
            }
            if (identity != null && !seen.add(identity)) {
                add(Kind.DUPLICATE, item.at(), Paths.index(path, i), "duplicate value " + shown);
            }
        }
    }

    private void scalar(Schema schema, Node.Scalar scalar, String path) {
        Schema.Bounds bounds = schema.bounds();
        switch (scalar.value()) {
            case String text -> {
                int length = text.codePointCount(0, text.length());
                atMost(bounds.maxLength(), length, Kind.TOO_LONG, scalar.at(), path, "characters");
                atLeast(bounds.minLength(), length, scalar.at(), path, "characters");
                if (schema.pattern() != null && !schema.pattern().matcher(text).find()) {
                    add(
                            Kind.INVALID,
                            scalar.at(),
                            path,
                            "\"" + text + "\" does not match "
                                    + schema.pattern().pattern());
                }
                if (!Formats.matches(schema.format(), text)) {
                    add(Kind.INVALID, scalar.at(), path, "\"" + text + "\" is no " + Formats.describe(schema.format()));
                }
            }
            case Long number -> {
                boolean small = schema.format().equals("int32") && number != number.intValue();
                if ((bounds.minimum() != null && number < bounds.minimum()) || (small && number < 0)) {
                    add(
                            Kind.INVALID,
                            scalar.at(),
                            path,
                            number + " is less than "
                                    + Objects.requireNonNullElse(bounds.minimum(), Integer.MIN_VALUE));
                } else if ((bounds.maximum() != null && number > bounds.maximum()) || small) {
                    add(
                            Kind.INVALID,
                            scalar.at(),
                            path,
                            number + " is greater than "
                                    + Objects.requireNonNullElse(bounds.maximum(), Integer.MAX_VALUE));
                }
            }
            case BigInteger number -> add(Kind.INVALID, scalar.at(), path, number + " is out of range");
            case null, default -> {}
        }
    }

    private void alternatives(Schema.Alternatives alternatives, Node node, Position at, String path) {
        if (!alternatives.oneOf().isEmpty()) {
            List<List<Violation>> failures = failures(alternatives.oneOf(), node, at, path);
            int matching = alternatives.oneOf().size() - failures.size();
            if (matching == 0) {
                violations.addAll(failures.getFirst());
            } else if (matching > 1) {
                add(Kind.INVALID, at, path, "must match only one of the forms that the schema allows");
            }
        }
        if (!alternatives.anyOf().isEmpty()) {
            List<List<Violation>> failures = failures(alternatives.anyOf(), node, at, path);
            if (failures.size() == alternatives.anyOf().size()) {
                add(
                        Kind.INVALID,
                        at,
                        path,
                        failures.stream()
                                .map(each -> each.getFirst().reason())
                                .distinct()
                                .collect(Collectors.joining(", and ")));
            }
        }
        if (alternatives.not() != null
                && failures(List.of(alternatives.not()), node, at, path).isEmpty()) {
            add(Kind.INVALID, at, path, "must not have a form that the schema excludes");
        }
    }

    /** What is wrong by each of the schemas that the value does not match. */
    private static List<List<Violation>> failures(List<Schema> schemas, Node node, Position at, String path) {
        List<List<Violation>> failures = new ArrayList<>();
        for (Schema schema : schemas) {
            List<Violation> found = new ArrayList<>();
            new ValueCheck(found).check(schema, node, at, path);
            if (!found.isEmpty()) {
                failures.add(found);
            }
        }
        return failures;
    }

    private void atMost(@Nullable Long limit, int size, Kind kind, Position at, String path, String what) {
        if (limit != null && size > limit) {
            add(kind, at, path, "has " + size + " " + what + ", but may have at most " + limit);
        }
    }

    private void atLeast(@Nullable Long limit, int size, Position at, String path, String what) {
        if (limit != null && size < limit) {
            add(Kind.INVALID, at, path, "has " + size + " " + what + ", but must have at least " + limit);
        }
    }

    private static boolean hasType(String type, Node node) {
        return switch (type) {
            case "object" -> node instanceof Node.Mapping;
            case "array" -> node instanceof Node.Sequence;
            case "string" -> node instanceof Node.Scalar scalar && scalar.value() instanceof String;
            case "boolean" -> node instanceof Node.Scalar scalar && scalar.value() instanceof Boolean;
            case "integer" -> isInteger(node);
            case "number" -> node instanceof Node.Scalar scalar && scalar.value() instanceof Number;
            case "int-or-string" ->
                isInteger(node) || (node instanceof Node.Scalar scalar && scalar.value() instanceof String);
            default -> true;
        };
    }

    private static boolean isInteger(Node node) {
        return node instanceof Node.Scalar scalar
                && (scalar.value() instanceof Long || scalar.value() instanceof BigInteger);
    }

    private static String article(String type) {
        return switch (type) {
            case "null" -> "null";
            case "object", "array", "integer" -> "an " + type;
            case "int-or-string" -> "an integer or a string";
            default -> "a " + type;
        };
    }

    private static String shown(Node node) {
        return node instanceof Node.Scalar scalar && scalar.value() != null ? " (" + shownValue(node) + ")" : "";
    }

    private static String shownValue(Node node) {
        Object value = node.plain();
        return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    }

    private void add(Kind kind, Position at, String path, String reason) {
        violations.add(new Violation(kind, at, path, reason));
    }
}

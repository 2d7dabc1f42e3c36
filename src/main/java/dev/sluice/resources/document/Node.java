package dev.sluice.resources.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in a document. Immutable. */
public sealed interface Node {
    /** Where the value begins. */
    Position at();

    /** The value as plain maps, lists, strings, booleans, longs, doubles and nulls. */
    @Nullable
    Object plain();

    /** What the value is, in words for a user. */
    String describe();

    /**
     * A map.
     *
     * @param fields in the order of the text
     */
    record Mapping(Position at, Map<String, Field> fields) implements Node {
        /** The value of a field, or null if it is absent. */
        public @Nullable Node get(String name) {
            Field field = fields.get(name);
            return field == null ? null : field.value();
        }

        /** The text of a field, or null if it is absent or no string. */
        public @Nullable String text(String name) {
            return get(name) instanceof Scalar scalar && scalar.value() instanceof String text ? text : null;
        }

        /** A copy in which a field has another value; the field is added if it was absent. */
        public Mapping with(String name, Node value) {
            Map<String, Field> copy = new LinkedHashMap<>(fields);
            Field old = fields.get(name);
            copy.put(name, new Field(old == null ? at : old.at(), value));
            return new Mapping(at, copy);
        }

        @Override
        public Map<String, @Nullable Object> plain() {
            Map<String, @Nullable Object> plain = LinkedHashMap.newLinkedHashMap(fields.size());
            fields.forEach((name, field) -> plain.put(name, field.value().plain()));
            return plain;
        }

        @Override
        public String describe() {
            return "object";
        }
    }

    /**
     * A field of a map.
     *
     * @param at where its name begins
     */
    record Field(Position at, Node value) {
        /** Where a user looks for what is wrong with the value: at a single value itself, else at the field's name. */
        public Position place() {
            return value instanceof Scalar ? value.at() : at;
        }
    }

    /** A list. */
    record Sequence(Position at, List<Node> items) implements Node {
        @Override
        public List<@Nullable Object> plain() {
            List<@Nullable Object> plain = new ArrayList<>(items.size());
            for (Node item : items) {
                plain.add(item.plain());
            }
            return plain;
        }

        @Override
        public String describe() {
            return "array";
        }
    }

    /**
     * A single value.
     *
     * @param value a String, Boolean, Long, BigInteger (beyond 64 bits), Double or null
     */
    record Scalar(Position at, @Nullable Object value) implements Node {
        @Override
        public @Nullable Object plain() {
            return value;
        }

        @Override
        public String describe() {
            return switch (value) {
                case null -> "null";
                case String _ -> "string";
                case Boolean _ -> "boolean";
                case Long _ -> "integer";
                case BigInteger _ -> "integer";
                default -> "number";
            };
        }
    }
}

package dev.sluice.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of one map of a serial form. What is missing or of another type is an {@link IllegalArgumentException}. */
final class DocumentFields {
    private final Map<?, ?> map;

    private DocumentFields(Map<?, ?> map) {
        this.map = map;
    }

    static DocumentFields of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new DocumentFields(map);
        }
        throw new IllegalArgumentException("a map is missing");
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    @Nullable
    String textOrNull(String key) {
        Object value = map.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(key, "a text");
    }

    String text(String key) {
        String value = textOrNull(key);
        if (value == null) {
            throw wrong(key, "a text");
        }
        return value;
    }

    long number(String key, long ifMissing) {
        return has(key) ? number(key) : ifMissing;
    }

    long number(String key) {
        return switch (map.get(key)) {
            case Integer value -> value;
            case Long value -> value;
            case null, default -> throw wrong(key, "a whole number");
        };
    }

    int integer(String key, int ifMissing) {
        return Math.toIntExact(number(key, ifMissing));
    }

    int integer(String key) {
        return Math.toIntExact(number(key));
    }

    boolean flag(String key) {
        if (map.get(key) instanceof Boolean value) {
            return value;
        }
        throw wrong(key, "true or false");
    }

    DocumentFields fields(String key) {
        if (map.get(key) instanceof Map<?, ?> value) {
            return new DocumentFields(value);
        }
        throw wrong(key, "a map");
    }

    /** Null if it is missing. */
    @Nullable
    DocumentFields fieldsOrNull(String key) {
        return has(key) ? fields(key) : null;
    }

    /** A map of maps, in its order; empty if it is missing. */
    Map<String, DocumentFields> named(String key) {
        Map<String, DocumentFields> named = new LinkedHashMap<>();
        if (has(key)) {
            fields(key).map.forEach((name, value) -> named.put(Objects.toString(name), of(value)));
        }
        return named;
    }

    /** A list of maps; empty if it is missing. */
    List<DocumentFields> list(String key) {
        return elements(key).stream().map(DocumentFields::of).toList();
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : elements(key)) {
            if (!(element instanceof String text)) {
                throw wrong(key, "a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    List<Integer> integers(String key) {
        List<Integer> integers = new ArrayList<>();
        for (Object element : elements(key)) {
            if (!(element instanceof Integer integer)) {
                throw wrong(key, "a list of whole numbers");
            }
            integers.add(integer);
        }
        return integers;
    }

    private List<?> elements(String key) {
        return switch (map.get(key)) {
            case null -> List.of();
            case List<?> list -> list;
            default -> throw wrong(key, "a list");
        };
    }

    /** The one key of a map that says by it what its value is. */
    String onlyKey() {
        if (map.size() == 1 && map.keySet().iterator().next() instanceof String key) {
            return key;
        }
        throw new IllegalArgumentException("one key is expected, not " + map.keySet());
    }

    private static IllegalArgumentException wrong(String key, String expected) {
        return new IllegalArgumentException(key + " is not " + expected);
    }
}

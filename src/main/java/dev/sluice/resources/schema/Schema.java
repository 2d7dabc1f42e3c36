package dev.sluice.resources.schema;

import com.google.re2j.Pattern;
import dev.sluice.resources.document.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value must be like.
 *
 * @param type object, array, string, integer, number, boolean, {@code int-or-string}, or empty for any
 * @param properties of an object
 * @param additional of the values of an object without fixed fields, or null
 * @param items of the elements of an array, or null
 * @param defaultValue what a missing value becomes, or null
 * @param listType {@code set}, {@code map}, or empty for a list that may repeat itself
 * @param listKeys the fields that tell the elements of a list of type map apart
 */
record Schema(
        String type,
        Map<String, Schema> properties,
        @Nullable Schema additional,
        @Nullable Schema items,
        List<String> required,
        @Nullable Node defaultValue,
        List<Object> allowed,
        @Nullable Pattern pattern,
        String format,
        Bounds bounds,
        String listType,
        List<String> listKeys,
        List<Rule> rules,
        Alternatives alternatives) {

    /** Limits, inclusive; absent ones are null. Of strings they count code points. */
    record Bounds(
            @Nullable Long minLength,
            @Nullable Long maxLength,
            @Nullable Long minItems,
            @Nullable Long maxItems,
            @Nullable Long minProperties,
            @Nullable Long maxProperties,
            @Nullable Long minimum,
            @Nullable Long maximum) {}

    /** Further schemas: exactly one, at least one, or none of which a value must match. */
    record Alternatives(
            List<Schema> oneOf,
            List<Schema> anyOf,
            @Nullable Schema not) {
        static final Alternatives NONE = new Alternatives(List.of(), List.of(), null);
    }
}

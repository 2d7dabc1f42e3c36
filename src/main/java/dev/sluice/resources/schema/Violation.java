package dev.sluice.resources.schema;

import dev.sluice.resources.document.Position;

/**
 * Something that a schema does not allow.
 *
 * @param field its path from the object, such as {@code spec.rules[0].matches}
 */
public record Violation(Kind kind, Position at, String field, String reason) {
    /** What is wrong; an object with one of the first kinds is not held against the rules. */
    public enum Kind {
        REQUIRED,
        WRONG_TYPE,
        NOT_SUPPORTED,
        TOO_LONG,
        TOO_MANY,
        DUPLICATE,
        INVALID,
        /** The field is not part of the schema; the checked object is without it. */
        UNKNOWN_FIELD;

        /** Whether the rules are not evaluated, for they could not be relied on. */
        boolean blocksRules() {
            return switch (this) {
                case REQUIRED, WRONG_TYPE, NOT_SUPPORTED, TOO_LONG, TOO_MANY -> true;
                case DUPLICATE, INVALID, UNKNOWN_FIELD -> false;
            };
        }
    }
}

package dev.sluice.resources.manifest;

import dev.sluice.resources.document.Position;

/**
 * Something wrong in a file.
 *
 * @param file the file's name; empty until it is known
 * @param object the object, such as {@code HTTPRoute default/shop}; empty if it is not known
 * @param field the path of the field, such as {@code spec.rules[0].matches}; empty if no single field is at fault
 * @param reason in words for a user
 */
public record Problem(Severity severity, String file, Position at, String object, String field, String reason) {
    /** What follows from a problem. */
    public enum Severity {
        /** The object or document is refused. */
        ERROR,
        /** The object is taken without the field at fault, as the API server does; kubectl refuses it by default. */
        UNKNOWN_FIELD,
        /** Nothing is refused. */
        WARNING
    }

    static Problem error(Position at, String object, String field, String reason) {
        return new Problem(Severity.ERROR, "", at, object, field, reason);
    }

    Problem in(String name, int linesBefore) {
        return new Problem(severity, name, at.below(linesBefore), object, field, reason);
    }

    @Override
    public String toString() {
        return file + ":" + at.line() + ":" + at.column() + ": "
                + (severity == Severity.ERROR ? "error: " : "warning: ")
                + (object.isEmpty() ? "" : object + ": ")
                + (field.isEmpty() ? "" : field + ": ")
                + reason;
    }
}

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
        /** Nothing is refused. */
        WARNING
    }

    /** Whether an object or a document was refused. */
    public boolean isError() {
        return severity == Severity.ERROR;
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
                + (isError() ? "error: " : "warning: ")
                + (object.isEmpty() ? "" : object + ": ")
                + (field.isEmpty() ? "" : field + ": ")
                + reason;
    }
}

package dev.sluice.resources.cel;

/**
 * A piece of an expression.
 *
 * @param text the operator, the identifier, the number, or a string's value
 */
record Token(Kind kind, String text, int offset) {
    /** What a token is. */
    enum Kind {
        IDENTIFIER,
        INTEGER,
        DOUBLE,
        STRING,
        OPERATOR,
        END
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }
}

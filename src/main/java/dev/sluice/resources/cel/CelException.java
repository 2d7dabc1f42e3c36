package dev.sluice.resources.cel;

/** An expression that cannot be parsed, or one that has no value for the values given, such as of a missing field. */
public final class CelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CelException(String message) {
        super(message, null, false, false);
    }
}

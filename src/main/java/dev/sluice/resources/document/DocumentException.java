package dev.sluice.resources.document;

/** A document that cannot be read. */
public final class DocumentException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Position at;

    public DocumentException(Position at, String reason) {
        super(reason);
        this.at = at;
    }

    /** Where reading failed, relative to the document's text. */
    public Position at() {
        return at;
    }

    /** Why, in words for a user. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}

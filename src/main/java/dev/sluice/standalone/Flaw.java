package dev.sluice.standalone;

/**
 * Something about an object that is not as it should be.
 *
 * @param object such as {@code HTTPRoute default/shop}
 * @param part which part of it, such as {@code listener https} or {@code parent default/edge}; may be empty
 * @param state the condition and its status, such as {@code Accepted=False}
 * @param reason CamelCase
 * @param place where the object is written, as {@code file:line}; may be empty
 */
public record Flaw(String object, String part, String state, String reason, String place, String message) {
    /** In one line. */
    @Override
    public String toString() {
        return (place.isEmpty() ? "" : place + ": ") + object + (part.isEmpty() ? "" : ": " + part) + ": " + state
                + ": " + reason + ": " + message;
    }
}

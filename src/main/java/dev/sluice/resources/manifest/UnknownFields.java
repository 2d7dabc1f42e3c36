package dev.sluice.resources.manifest;

/** What becomes of an object with fields that the API does not have, as by {@code kubectl apply --validate}. */
public enum UnknownFields {
    /** It is refused, as by kubectl's default. */
    ERROR,
    /** It is taken without them, as by the API server on its own. */
    WARN
}

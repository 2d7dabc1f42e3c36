package dev.sluice.routing.request;

/** What is done to {@code %2F} in a path. */
public enum EncodedSlashes {
    /** It stays as it is and separates nothing. */
    KEEP,
    /** It becomes a slash before the path is matched. */
    DECODE,
    /** The request is refused with 400. */
    REFUSE
}

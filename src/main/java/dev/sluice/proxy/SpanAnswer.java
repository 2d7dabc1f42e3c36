package dev.sluice.proxy;

/** What became of spans that were sent (OTLP, "Partial Success" and "Failures"). */
sealed interface SpanAnswer {
    /**
     * They are taken.
     *
     * @param rejected how many of them are not
     * @param why in words
     */
    record Taken(int rejected, String why) implements SpanAnswer {}

    /** They may be sent again later. */
    record Later(String cause) implements SpanAnswer {}

    /** They are not wanted. */
    record Refused(String cause) implements SpanAnswer {}
}

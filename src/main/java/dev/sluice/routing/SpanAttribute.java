package dev.sluice.routing;

/** An attribute that a policy puts on spans. One whose source has no value for a request is left out. */
public record SpanAttribute(String name, Source source) {
    /** Where the value comes from. */
    public sealed interface Source {
        record Literal(String value) implements Source {}

        /**
         * A header of the request, or of the response if the request has none of that name; several values are joined.
         *
         * @param name lower case
         */
        record Header(String name) implements Source {}

        /**
         * The values of a header of the request, as {@code http.request.header.<name>} has them.
         *
         * @param name lower case
         */
        record RequestHeader(String name) implements Source {}

        /**
         * The values of a header of the response, as {@code http.response.header.<name>} has them.
         *
         * @param name lower case
         */
        record ResponseHeader(String name) implements Source {}

        /** What OpenTelemetry has a name for. */
        record Property(SpanProperty property) implements Source {}
    }
}

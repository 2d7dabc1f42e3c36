package dev.sluice.routing;

/** What the table says of a request. */
public sealed interface Selection permits Candidate, Selection.Filtered, Selection.Miss {

    /**
     * The listener has filters that the request goes through first; they may change what a rule is chosen by, with
     * {@link HttpListener#route}.
     */
    record Filtered(HttpListener listener) implements Selection {}

    /** No rule is chosen. */
    enum Miss implements Selection {
        /** No listener of the port has a hostname for this Host: 404. */
        NO_LISTENER,
        /** The listener has no rule that matches: 404. */
        NO_ROUTE,
        /** The Host belongs to another listener than the connection's SNI: 421 (RFC 9110, section 15.5.20). */
        MISDIRECTED
    }
}

package dev.sluice.routing;

/** What the table says of a request. */
public sealed interface Selection permits Candidate, Selection.Miss {

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

package dev.sluice.proxy;

/** Why a request was not answered by a backend. {@link ErrorResponses} says what the client gets for each. */
public sealed interface ProxyError {

    /** Whether another try, at another endpoint or later, could end differently and would do no harm. */
    boolean retryable();

    /** The client's doing. */
    enum Downstream implements ProxyError {
        /** Not valid HTTP. */
        MALFORMED,
        /** Could be understood in two ways by two implementations (RFC 9112, section 11). */
        AMBIGUOUS,
        HEADERS_TOO_LARGE,
        URI_TOO_LONG,
        /** The header did not arrive in time. */
        HEAD_TIMEOUT,
        /** An Expect other than 100-continue (RFC 9110, section 10.1.1). */
        UNKNOWN_EXPECTATION,
        /** Neither HTTP/1.0 nor HTTP/1.1 nor HTTP/2. */
        VERSION_NOT_SUPPORTED,
        /** CONNECT. */
        METHOD_NOT_SUPPORTED,
        /** No listener or no rule for it. */
        NO_ROUTE,
        /** The Host does not belong to the listener that the connection's SNI chose. */
        MISDIRECTED,
        /** The client has left or reset the stream. */
        GONE,
        /** The body stopped coming. */
        BODY_TIMEOUT,
        /** The body is longer than what an authorization service is shown. */
        BODY_TOO_LARGE;

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /** The backend's doing. */
    enum Upstream implements ProxyError {
        NO_ENDPOINTS(true),
        CONNECT_REFUSED(true),
        CONNECT_TIMEOUT(true),
        /** The endpoint does not speak TLS as it must, or is not who it must be. */
        TLS_FAILED(true),
        /** All connections are busy and too many requests wait already, or this one has waited too long. */
        OVERLOADED(true),
        /** The connection broke before a response. */
        DISCONNECTED(false),
        /** The response is not valid HTTP, or its header is too large. */
        BAD_RESPONSE(false),
        /** Nobody who says whether the request may pass could be reached, or understood. */
        AUTHORIZATION_FAILED(false),
        /** The backend failed, and its policy allows no more retries for now. */
        RETRIES_EXHAUSTED(false),
        /** The time-out of the rule for one try. */
        BACKEND_TIMEOUT(false),
        /** The time-out of the rule for the whole request. */
        REQUEST_TIMEOUT(false),
        /** No byte has moved for too long. */
        IDLE_TIMEOUT(false);

        private final boolean retryable;

        Upstream(boolean retryable) {
            this.retryable = retryable;
        }

        @Override
        public boolean retryable() {
            return retryable;
        }
    }

    /** The configuration's or our own doing. */
    enum Internal implements ProxyError {
        /** The rule has no backend that resolves. */
        INVALID_BACKEND,
        /** The rule has a filter that does not resolve. */
        INVALID_FILTER,
        /** A bound on what is held at a time: a flow of datagrams was given up for a new one, or bodies take too much. */
        OVERLOADED,
        /** The listener's drain limit is over, or the process stops. */
        STOPPED,
        /** A bug. */
        BUG;

        @Override
        public boolean retryable() {
            return false;
        }
    }
}

package dev.sluice.proxy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;

/**
 * A try that ended without a response.
 *
 * @param unsent whether no byte of the request was sent
 * @param begun whether anything of a response has come, be it an interim one
 */
record Loss(Throwable cause, boolean unsent, boolean begun) {
    private static final long REFUSED_STREAM = 7;

    /** Whether the backend surely did not process the request (RFC 9113, section 8.7). */
    boolean isRefused() {
        return cause instanceof StreamResetException reset && reset.getCode() == REFUSED_STREAM;
    }

    /** Whether the connection was closed without a word on a request that may be repeated (RFC 9110, section 9.2.2). */
    boolean isSilentClose(HttpMethod method) {
        return !begun
                && UpstreamFailures.isClosed(cause)
                && !(cause instanceof StreamResetException)
                && Retrying.isIdempotent(method);
    }

    ProxyError error() {
        return UpstreamFailures.of(cause);
    }
}

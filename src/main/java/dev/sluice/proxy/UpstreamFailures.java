package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** What an exception of an upstream connection means. */
final class UpstreamFailures {
    private UpstreamFailures() {}

    static ProxyError of(Throwable cause) {
        return isClosed(cause) ? Upstream.DISCONNECTED : Upstream.BAD_RESPONSE;
    }

    /** What went wrong first, for a person: what is around it says only that something did. */
    static String inWords(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Whether the other side closed or reset, rather than sending something that is not HTTP. */
    static boolean isClosed(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof IOException;
    }
}

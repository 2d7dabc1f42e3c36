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

    /** Whether the other side closed or reset, rather than sending something that is not HTTP. */
    static boolean isClosed(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof IOException;
    }
}

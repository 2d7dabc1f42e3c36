package dev.sluice.proxy;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** How an authorization service is asked about one request, and how its answer is read. */
interface AuthorizationProtocol {
    UpstreamRequest head();

    /** What follows the head; empty for nothing. */
    Buffer body();

    /**
     * Reads an answer.
     *
     * @param body null if it was too long to be kept
     * @param trailers empty if there were none
     */
    Verdict read(int status, Headers headers, @Nullable Buffer body, Headers trailers);
}

package dev.sluice.proxy;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a service is asked on our own account, and how its answer is read.
 *
 * @param <A> what is learnt
 */
interface ServiceQuestion<A> {
    UpstreamRequest head();

    /** What follows the head; empty for nothing. */
    Buffer body();

    /**
     * Reads an answer.
     *
     * @param body null if it was too long to be kept
     * @param trailers empty if there were none
     */
    A read(int status, Headers headers, @Nullable Buffer body, Headers trailers);

    /**
     * What it means that there is no answer.
     *
     * @param cause in words
     */
    A unanswered(String cause);
}

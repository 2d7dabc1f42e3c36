package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What an authorization service says of a request. */
sealed interface Verdict {
    /**
     * It may pass.
     *
     * @param request changes of the request to the backend
     * @param response changes of the response to the client
     */
    record Allowed(HeaderChanges request, HeaderChanges response) implements Verdict {}

    /** The client gets this instead. */
    record Denied(int status, MultiMap headers, Buffer body) implements Verdict {}

    /** There is no answer that says one or the other: the request does not pass. */
    record Failed() implements Verdict {}
}

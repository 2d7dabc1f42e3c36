package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The response to a client: framing, keep-alive, counting. */
abstract class DownstreamResponse {
    private final HttpMethod method;
    private long bytes;

    DownstreamResponse(HttpMethod method) {
        this.method = method;
    }

    abstract MultiMap headers();

    /** Adds headers that are well-formed and not used any more for anything else. */
    abstract void headers(Headers added);

    /** Calls once the client has left or reset the request; may call more than once, and after the end. */
    abstract void onGone(Runnable gone);

    /** Sends 103 with headers, or 100 without. */
    abstract void interim(@Nullable Headers hints);

    /** The status that the client got or will get, 0 as long as nothing is sent. */
    abstract int status();

    /** Of the body, so far. */
    final long bytes() {
        return bytes;
    }

    /** Notes that a piece of the body is written. */
    final void count(ByteBuf piece) {
        bytes += piece.readableBytes();
    }

    abstract boolean headWritten();

    abstract boolean ended();

    /** Closes the connection when the response has ended; has to be called before its head is written. */
    abstract void closeAfter();

    /** @param reason null for the usual one */
    abstract void status(int status, @Nullable String reason);

    /** Prepares for a body; has to be called after the headers are set and before anything is written. */
    abstract void frameBody();

    /**
     * Writes a piece; it is sent at once only if much is waiting.
     *
     * @param piece is released when it is written
     * @return whether the client takes no more for now
     */
    abstract boolean write(ByteBuf piece);

    /** Sends what was written, be it the head alone. */
    abstract void flush();

    /** Calls when the client takes more again. */
    abstract void onDrain(Runnable drained);

    /** Ends it with the last piece, which it releases. */
    abstract void endWith(ByteBuf last);

    abstract void end(@Nullable Headers trailers);

    /** Cuts the response so that the client sees that it is not whole. */
    abstract void cut();

    /** Answers with an error instead of a backend's response. */
    final void fail(ErrorResponses.Answer answer, boolean grpc, ResponseChanges changes) {
        MultiMap headers = headers();
        headers.clear();
        changes.applyToError(headers);
        if (grpc) {
            status(200, null);
            headers.set("content-type", "application/grpc");
            headers.set("grpc-status", Integer.toString(answer.grpc()));
            headers.set("grpc-message", answer.text());
            end(null);
        } else {
            status(answer.status(), null);
            headers.set("content-type", "text/plain; charset=utf-8");
            ByteBuf body = Unpooled.copiedBuffer(answer.text() + "\n", StandardCharsets.UTF_8);
            headers.set("content-length", Integer.toString(body.readableBytes()));
            if (method == HttpMethod.HEAD) {
                end(null);
            } else {
                endWith(body);
            }
        }
    }
}

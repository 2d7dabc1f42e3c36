package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/** The response to the client, in whatever version it speaks: framing, keep-alive, counting. */
final class DownstreamResponse {
    private static final Handler<AsyncResult<Void>> IGNORE = _ -> {};

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final HttpVersion version;
    /** Vert.x calls the handler of a reset HTTP/2 stream without asking whether there is one. */
    private final @Nullable Handler<AsyncResult<Void>> written;

    private boolean closeAfter;
    private long bytes;

    DownstreamResponse(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
        // Of a version that nobody knows the decoder says nothing.
        this.version = request.version() == null ? HttpVersion.HTTP_1_1 : request.version();
        this.written = version == HttpVersion.HTTP_2 ? IGNORE : null;
    }

    MultiMap headers() {
        return response.headers();
    }

    /** Calls once the client has left or reset the request; may call more than once, and after the end. */
    void onGone(Runnable gone) {
        response.exceptionHandler(_ -> gone.run());
        response.closeHandler(_ -> gone.run());
    }

    /** Sends 103 with headers, or 100 without. */
    void interim(@Nullable MultiMap hints) {
        if (hints == null) {
            response.writeContinue();
        } else {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
            ResponseForwarding.copyTrailers(hints, headers);
            response.writeEarlyHints(headers, IGNORE);
        }
    }

    /** The status that the client got or will get, 0 as long as nothing is sent. */
    int status() {
        return response.headWritten() || response.ended() ? response.getStatusCode() : 0;
    }

    long bytes() {
        return bytes;
    }

    boolean headWritten() {
        return response.headWritten();
    }

    boolean ended() {
        return response.ended();
    }

    /** Closes the connection when the response has ended; has to be called before its head is written. */
    void closeAfter() {
        if (version != HttpVersion.HTTP_2) {
            closeAfter = true;
            response.headers().set("connection", "close");
        }
    }

    void status(int status, @Nullable String reason) {
        response.setStatusCode(status);
        // Vert.x knows a 304 only by its usual reason.
        if (reason != null
                && version != HttpVersion.HTTP_2
                && status != 304
                && !reason.equals(response.getStatusMessage())) {
            response.setStatusMessage(reason);
        }
    }

    /** Prepares for a body; has to be called after the headers are set and before anything is written. */
    void frameBody() {
        if (version == HttpVersion.HTTP_2 || response.headers().contains("content-length")) {
            return;
        }
        if (version == HttpVersion.HTTP_1_0) {
            closeAfter();
        } else {
            response.setChunked(true);
        }
    }

    /** Sends the head alone. */
    void flushHead() {
        // A body that is ended by closing cannot be announced to Vert.x, so there the head waits for the first byte.
        if (!response.headWritten() && !response.ended() && version != HttpVersion.HTTP_1_0) {
            response.writeHead();
        }
    }

    void write(Buffer chunk) {
        bytes += chunk.length();
        response.write(chunk, written);
    }

    /** Whether {@link #pass} can be used: in HTTP/1.1 Vert.x does nothing with a body but to hand it to the encoder. */
    boolean passesBytes() {
        return version == HttpVersion.HTTP_1_1;
    }

    /**
     * Writes a piece without copying it; it is sent at once only if much is waiting.
     *
     * @param chunk is released when it is written
     * @return whether the client takes no more for now
     */
    boolean pass(ByteBuf chunk) {
        bytes += chunk.readableBytes();
        if (!response.headWritten()) {
            response.writeHead();
        }
        ConnectionBase connection = (ConnectionBase) request.connection();
        ChannelHandlerContext channel = connection.channelHandlerContext();
        channel.write(new DefaultHttpContent(chunk), connection.voidPromise);
        if (!channel.channel().isWritable()) {
            channel.flush();
        }
        return !channel.channel().isWritable();
    }

    /** Sends what was passed. */
    void flushPassed() {
        ((ConnectionBase) request.connection()).channelHandlerContext().flush();
    }

    boolean full() {
        return response.writeQueueFull();
    }

    void onDrain(Handler<Void> handler) {
        response.drainHandler(handler);
    }

    void end(Buffer last) {
        bytes += last.length();
        response.end(last, written);
        closeIfAsked();
    }

    void end(@Nullable MultiMap trailers) {
        if (trailers != null && !trailers.isEmpty() && version != HttpVersion.HTTP_1_0) {
            ResponseForwarding.copyTrailers(trailers, response.trailers());
        }
        response.end(written);
        closeIfAsked();
    }

    private void closeIfAsked() {
        if (closeAfter) {
            request.connection().close();
        }
    }

    /** Cuts the response so that the client sees that it is not whole. */
    void cut() {
        response.reset(0x2 /* INTERNAL_ERROR, RFC 9113, section 7 */);
    }

    /** Answers with an error instead of a backend's response. */
    void fail(ErrorResponses.Answer answer, boolean grpc, ResponseChanges changes) {
        MultiMap headers = response.headers();
        headers.clear();
        if (closeAfter) {
            closeAfter();
        }
        changes.applyToError(headers);
        if (grpc) {
            response.setStatusCode(200);
            headers.set("content-type", "application/grpc");
            headers.set("grpc-status", Integer.toString(answer.grpc()));
            headers.set("grpc-message", answer.text());
            end((MultiMap) null);
        } else {
            status(answer.status(), null);
            headers.set("content-type", "text/plain; charset=utf-8");
            Buffer body = Buffer.buffer(answer.text() + "\n");
            headers.set("content-length", Integer.toString(body.length()));
            if (request.method() == HttpMethod.HEAD) {
                end((MultiMap) null);
            } else {
                end(body);
            }
        }
    }
}

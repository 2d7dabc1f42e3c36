package dev.sluice.proxy;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientStream;
import java.util.concurrent.TimeUnit;

/** The body of a request on its way to the backend, with back-pressure. */
final class RequestBody {
    private final Exchange exchange;
    private final HttpServerRequest request;
    private final boolean exists;
    private final boolean chunked;
    private final Handler<AsyncResult<Void>> written;
    private final int leastRate;
    private boolean sent;
    private boolean stopped;
    private long received;
    /** How long the client could have sent, up to the last pause; not while the backend was what it waited for. */
    private long openNanos;
    /** Since when it can send, or 0 while paused. */
    private long openSince;

    /** @param leastRate bytes a second that the client has to send, 0 for any */
    RequestBody(Exchange exchange, DownstreamConnection connection, int leastRate) {
        this.leastRate = leastRate;
        this.exchange = exchange;
        this.request = exchange.request();
        this.exists = request.version() == HttpVersion.HTTP_2 ? existsInHttp2(connection) : existsInHttp1();
        this.chunked = exists && !request.headers().contains("content-length");
        this.sent = !exists;
        this.written = _ -> exchange.moved();
    }

    private boolean existsInHttp1() {
        String length = request.getHeader("content-length");
        return length == null ? request.headers().contains("transfer-encoding") : !length.equals("0");
    }

    /** Vert.x has not yet seen the end of the stream when it hands over the request; Netty has. */
    private boolean existsInHttp2(DownstreamConnection connection) {
        Http2ConnectionHandler handler = connection.channel().pipeline().get(Http2ConnectionHandler.class);
        Http2Stream stream = handler.connection().stream(request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    boolean exists() {
        return exists;
    }

    /** Whether the length is unknown. */
    boolean isChunked() {
        return chunked;
    }

    /** Told after each write. */
    Handler<AsyncResult<Void>> written() {
        return written;
    }

    /** Keeps the body until there is somewhere to send it. */
    void hold() {
        if (exists) {
            request.pause();
        }
    }

    /** Whether it is for the client to go on. */
    boolean awaitsClient() {
        return !sent && openSince != 0;
    }

    void pumpTo(HttpClientStream stream) {
        stream.drainHandler(_ -> {
            if (!stopped && !sent) {
                open();
            }
        });
        request.handler(chunk -> {
            if (!stopped) {
                write(stream, chunk);
            }
        });
        request.endHandler(_ -> {
            sent = true;
            if (!stopped) {
                stream.writeBuffer(null, true, written);
            }
        });
        open();
    }

    private void open() {
        openSince = openSince == 0 ? System.nanoTime() : openSince;
        request.resume();
    }

    /**
     * Whether the client is slower than it may be, on average.
     *
     * @param grace how long it may take before it is asked, in nanoseconds
     */
    boolean isTooSlow(long now, long grace) {
        if (leastRate == 0 || sent || stopped) {
            return false;
        }
        long open = openNanos + (openSince == 0 ? 0 : now - openSince);
        return open > grace && received < leastRate * TimeUnit.NANOSECONDS.toSeconds(open - grace);
    }

    private void write(HttpClientStream stream, Buffer chunk) {
        exchange.moved();
        received += chunk.length();
        stream.writeBuffer(chunk.getByteBuf(), false, written);
        if (stream.isNotWritable()) {
            openNanos += openSince == 0 ? 0 : System.nanoTime() - openSince;
            openSince = 0;
            request.pause();
        }
    }

    /**
     * Sends nothing more and reads the rest into the void.
     *
     * @return whether there was something left to send
     */
    boolean stop() {
        stopped = true;
        if (sent) {
            return false;
        }
        sent = true;
        if (!request.isEnded()) {
            request.resume();
        }
        return true;
    }
}

package dev.sluice.proxy;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of a request on its way to the backend, with back-pressure, and to mirrors, without. */
final class RequestBody {
    private final Exchange exchange;
    private final HttpServerRequest request;
    private final boolean exists;
    private final boolean chunked;
    private final Handler<AsyncResult<Void>> written;
    private final int leastRate;
    private List<MirroredRequest> mirrors = List.of();
    private @Nullable KeptBody kept;
    private @Nullable HttpClientStream target;
    private @Nullable Runnable collected;
    private boolean listening;
    private boolean ended;
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
        this.ended = !exists;
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

    /** Whether the client has sent all of it. */
    boolean isComplete() {
        return ended;
    }

    /** Told after each write. */
    Handler<AsyncResult<Void>> written() {
        return written;
    }

    /** Who gets a copy of what comes from now on. */
    void copyTo(List<MirroredRequest> copies) {
        mirrors = copies;
        if (kept != null) {
            for (int i = 0; i < copies.size(); i++) {
                kept.copyTo(copies.get(i));
            }
        }
        if (ended) {
            for (int i = 0; i < copies.size(); i++) {
                copies.get(i).end();
            }
        }
    }

    /**
     * Reads all of it before it is sent anywhere.
     *
     * @param done once it is whole, or longer than the keeper keeps
     */
    void collect(KeptBody keeper, Runnable done) {
        kept = keeper;
        collected = done;
        listen();
        open();
    }

    private void collected() {
        Runnable done = collected;
        collected = null;
        hold();
        if (done != null) {
            done.run();
        }
    }

    /** Keeps what comes from now on, so that it can be sent again. */
    void keep(KeptBody keeper) {
        if (exists && kept == null) {
            kept = keeper;
        }
    }

    /** How much of it has come, in bytes. */
    long length() {
        return received;
    }

    /** Whether {@link #pumpTo} can begin once more. */
    boolean canRepeat() {
        return !exists || (kept != null && kept.isWhole());
    }

    /** It will not be repeated. */
    void forget() {
        if (kept != null) {
            kept.drop();
        }
    }

    /** Keeps the body until there is somewhere to send it. */
    void hold() {
        target = null;
        if (!ended) {
            close();
            request.pause();
        }
    }

    /** Whether it is for the client to go on. */
    boolean awaitsClient() {
        return !ended && openSince != 0;
    }

    /** Sends what was kept and then what comes. */
    void pumpTo(HttpClientStream stream) {
        target = stream;
        stream.drainHandler(_ -> {
            if (target == stream && !stopped && !ended) {
                open();
            }
        });
        if (kept != null) {
            kept.sendTo(stream, written);
        }
        if (ended) {
            stream.writeBuffer(null, true, written);
            return;
        }
        listen();
        open();
    }

    private void listen() {
        if (!listening) {
            listening = true;
            request.handler(this::received);
            request.endHandler(_ -> end());
        }
    }

    private void open() {
        openSince = openSince == 0 ? System.nanoTime() : openSince;
        request.resume();
    }

    private void close() {
        openNanos += openSince == 0 ? 0 : System.nanoTime() - openSince;
        openSince = 0;
    }

    /**
     * Whether the client is slower than it may be, on average.
     *
     * @param grace how long it may take before it is asked, in nanoseconds
     */
    boolean isTooSlow(long now, long grace) {
        if (leastRate == 0 || ended || stopped) {
            return false;
        }
        long open = openNanos + (openSince == 0 ? 0 : now - openSince);
        return open > grace && received < leastRate * TimeUnit.NANOSECONDS.toSeconds(open - grace);
    }

    private void received(Buffer chunk) {
        if (stopped) {
            return;
        }
        exchange.moved();
        received += chunk.length();
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).chunk(chunk);
        }
        if (kept != null) {
            kept.add(chunk);
            if (collected != null && !kept.isWhole()) {
                collected();
                return;
            }
        }
        HttpClientStream stream = target;
        if (stream != null) {
            stream.writeBuffer(chunk.getByteBuf(), false, written);
            if (stream.isNotWritable()) {
                close();
                request.pause();
            }
        }
    }

    private void end() {
        ended = true;
        if (stopped) {
            return;
        }
        if (collected != null) {
            collected();
            return;
        }
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).end();
        }
        if (target != null) {
            target.writeBuffer(null, true, written);
        }
    }

    /**
     * Sends nothing more and reads the rest into the void.
     *
     * @return whether there was something left to send
     */
    boolean stop() {
        if (stopped) {
            return false;
        }
        stopped = true;
        forget();
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).abandon();
        }
        if (ended) {
            return false;
        }
        ended = true;
        if (!request.isEnded()) {
            request.resume();
        }
        return true;
    }
}

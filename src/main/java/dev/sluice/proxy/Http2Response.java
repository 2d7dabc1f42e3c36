package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.VertxHandler;
import org.jspecify.annotations.Nullable;

/** A response in HTTP/2, which Vert.x speaks. */
final class Http2Response extends DownstreamResponse {
    /** Vert.x calls the handler of a reset stream without asking whether there is one. */
    private static final Handler<AsyncResult<Void>> IGNORE = _ -> {};

    private final HttpServerResponse response;

    Http2Response(HttpServerRequest request) {
        super(request.method());
        this.response = request.response();
    }

    @Override
    MultiMap headers() {
        return response.headers();
    }

    @Override
    void headers(Headers added) {
        for (int i = 0; i < added.size(); i++) {
            response.headers().add(added.nameAt(i), RawHeaders.preserve(added.valueAt(i)));
        }
    }

    @Override
    void onGone(Runnable gone) {
        response.exceptionHandler(_ -> gone.run());
        response.closeHandler(_ -> gone.run());
    }

    @Override
    void interim(@Nullable Headers hints) {
        if (hints == null) {
            response.writeContinue();
        } else {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
            ResponseForwarding.copyTrailers(hints, headers);
            response.writeEarlyHints(headers, IGNORE);
        }
    }

    @Override
    int status() {
        return response.headWritten() || response.ended() ? response.getStatusCode() : 0;
    }

    @Override
    boolean headWritten() {
        return response.headWritten();
    }

    @Override
    boolean ended() {
        return response.ended();
    }

    @Override
    void closeAfter() {
        // The connection carries other requests.
    }

    @Override
    void status(int status, @Nullable String reason) {
        response.setStatusCode(status);
    }

    @Override
    void frameBody() {
        // Frames are all that there is.
    }

    @Override
    boolean write(ByteBuf piece) {
        count(piece);
        response.write(Buffer.buffer(VertxHandler.safeBuffer(piece)), IGNORE);
        return response.writeQueueFull();
    }

    @Override
    void flush() {
        if (!response.headWritten() && !response.ended()) {
            response.writeHead();
        }
    }

    @Override
    void onDrain(Runnable drained) {
        response.drainHandler(_ -> drained.run());
    }

    @Override
    void endWith(ByteBuf last) {
        count(last);
        response.end(Buffer.buffer(VertxHandler.safeBuffer(last)), IGNORE);
    }

    @Override
    void end(@Nullable Headers trailers) {
        if (trailers != null) {
            ResponseForwarding.copyTrailers(trailers, response.trailers());
        }
        response.end(IGNORE);
    }

    @Override
    void cut() {
        response.reset(0x2 /* INTERNAL_ERROR, RFC 9113, section 7 */);
    }
}

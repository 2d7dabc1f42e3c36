package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.VertxHandler;
import java.util.Map;

/** A connection to a backend in HTTP/2, which Vert.x speaks. */
final class Http2Upstream implements UpstreamTransport {
    private static final int CANCEL = 0x8;
    private static final Handler<AsyncResult<Void>> IGNORE = _ -> {};
    private static final StreamPriority PRIORITY = new StreamPriority();

    private final ContextInternal context;
    private final HttpClientConnection http;

    Http2Upstream(ContextInternal context, HttpClientConnection http) {
        this.context = context;
        this.http = http;
        // Broken connections are seen by their requests; what concerns none is no news.
        http.exceptionHandler(_ -> {});
    }

    @Override
    public void listen(Listener listener) {
        http.evictionHandler(_ -> listener.gone());
        http.concurrencyChangeHandler(_ -> listener.roomChanged());
    }

    @Override
    public Channel channel() {
        return http.channel();
    }

    @Override
    public long concurrency() {
        return http.concurrency();
    }

    @Override
    public void open(UpstreamStream.Reader reader, Opening opening) {
        http.createStream(context, created -> {
            if (created.failed()) {
                opening.failed(created.cause());
            } else {
                opening.opened(new Stream(created.result(), reader, context.nettyEventLoop()));
            }
        });
    }

    @Override
    public void close() {
        http.close();
    }

    /** In our form, without pseudo-headers; its values are as they came. */
    private static Headers headers(MultiMap headers) {
        Headers copy = new Headers();
        for (Map.Entry<String, String> header : headers) {
            if (!header.getKey().startsWith(":")) {
                copy.append(header.getKey(), header.getValue());
            }
        }
        return copy;
    }

    private static final class Stream implements UpstreamStream {
        private final HttpClientStream stream;
        private final Reader reader;

        Stream(HttpClientStream stream, Reader reader, EventLoop loop) {
            this.stream = stream;
            this.reader = reader;
            stream.continueHandler(_ -> reader.continues());
            stream.earlyHintsHandler(hints -> reader.hints(headers(hints)));
            stream.headHandler(head -> {
                reader.head(new UpstreamResponse(HttpVersion.HTTP_2, head.statusCode, null, headers(head.headers)));
                // Told later, so that what comes along with the head is written along with it.
                loop.execute(reader::rest);
            });
            stream.chunkHandler(chunk -> {
                reader.piece(chunk.getByteBuf());
                reader.rest();
            });
            stream.endHandler(
                    trailers -> reader.end(trailers == null || trailers.isEmpty() ? null : headers(trailers)));
            stream.drainHandler(_ -> reader.drained());
            stream.exceptionHandler(reader::lost);
            stream.closeHandler(_ -> reader.closed());
        }

        @Override
        public void writeHead(UpstreamRequest request, boolean chunked, boolean end, boolean upgrade) {
            HttpRequestHead head = new HttpRequestHead(
                    request.method(), request.target(), request.headers(), request.authority(), null, null);
            stream.writeHead(head, chunked, null, end, PRIORITY, false, IGNORE);
        }

        @Override
        public void write(ByteBuf piece) {
            // What comes from a pool must not be kept by Vert.x.
            int bytes = piece.readableBytes();
            stream.writeBuffer(VertxHandler.safeBuffer(piece), false, _ -> reader.written(bytes));
        }

        @Override
        public void end() {
            stream.writeBuffer(null, true, IGNORE);
        }

        @Override
        public boolean isFull() {
            return stream.isNotWritable();
        }

        @Override
        public void pause() {
            stream.doPause();
        }

        @Override
        public void resume() {
            stream.doFetch(Long.MAX_VALUE);
        }

        @Override
        public void upgraded(ChannelHandler bytes) {
            throw new UnsupportedOperationException("HTTP/2 has no upgrades");
        }

        @Override
        public void cancel() {
            stream.reset(new StreamResetException(CANCEL));
        }
    }
}

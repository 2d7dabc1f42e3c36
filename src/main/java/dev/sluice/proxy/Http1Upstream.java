package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A connection to a backend in HTTP/1.1, which carries one request after the other. Stands behind its decoder. */
final class Http1Upstream extends ChannelInboundHandlerAdapter implements UpstreamTransport {
    /** The name of the decoder in the pipeline. */
    static final String DECODER = "decoder";

    /** Its own name there. */
    static final String NAME = "http";

    private final Channel channel;
    private final Http1Writer writer;
    private @Nullable Listener listener;
    private @Nullable Stream current;
    /**
     * Whose request and response are over. It gives the connection back only when all is read that has come: more than a
     * response must not be taken for the response to the next request.
     */
    private UpstreamStream.@Nullable Reader through;

    private boolean upgraded;

    Http1Upstream(Channel channel, Http1Writer writer) {
        this.channel = channel;
        this.writer = writer;
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public long concurrency() {
        return 1;
    }

    @Override
    public void open(UpstreamStream.Reader reader, Opening opening) {
        if (current != null || !channel.isActive()) {
            opening.failed(new ClosedChannelException());
        } else {
            Stream stream = new Stream(reader);
            current = stream;
            opening.opened(stream);
        }
    }

    @Override
    public void close() {
        gone();
        channel.close();
    }

    private void gone() {
        if (listener != null) {
            listener.gone();
        }
    }

    /** Whether bytes may come: those that come when nothing was asked must not be taken for a response to what follows. */
    boolean expectsBytes() {
        return current != null && !current.responseEnded;
    }

    /** Whether the response that comes now is one to HEAD, which never has a body. */
    boolean answersHead() {
        return current != null && current.head;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        Stream stream = current;
        if (upgraded) {
            ReferenceCountUtil.release(msg);
        } else if (stream == null || !(msg instanceof HttpObject part)) {
            ReferenceCountUtil.release(msg);
            close();
        } else if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(msg);
            failed(part.decoderResult().cause());
        } else if (part instanceof HttpResponse response) {
            stream.begins(response);
        } else if (part instanceof HttpContent content) {
            stream.continues(content);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (current != null && current.begun) {
            current.reader.rest();
        }
        giveBack();
    }

    private void giveBack() {
        UpstreamStream.Reader reader = through;
        through = null;
        if (reader != null) {
            reader.closed();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current != null && channel.isWritable()) {
            current.reader.drained();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        failed(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    private void failed(Throwable cause) {
        Stream failed = current;
        current = null;
        channel.close();
        giveBack();
        if (failed != null) {
            failed.reader.lost(cause);
        }
    }

    /** The request under way. */
    private final class Stream implements UpstreamStream {
        private final Reader reader;
        private boolean head;
        private boolean chunked;
        private boolean requestEnded;
        private boolean begun;
        private boolean responseEnded;
        /** Of an interim response an end without meaning is still to come. */
        private boolean interim;

        Stream(Reader reader) {
            this.reader = reader;
        }

        private boolean isOver() {
            return current != this;
        }

        @Override
        public void writeHead(UpstreamRequest request, boolean inChunks, boolean end, boolean upgrade) {
            if (isOver()) {
                return;
            }
            head = request.method() == HttpMethod.HEAD;
            chunked = inChunks;
            requestEnded = end || upgrade;
            channel.writeAndFlush(writer.request(channel.alloc(), request, inChunks), channel.voidPromise());
        }

        @Override
        public void write(ByteBuf piece) {
            if (isOver() || !piece.isReadable()) {
                piece.release();
                return;
            }
            int bytes = piece.readableBytes();
            if (chunked) {
                channel.write(writer.chunkSize(channel.alloc(), bytes), channel.voidPromise());
            }
            channel.write(piece).addListener(write -> written(write, bytes));
            if (chunked) {
                channel.write(Http1Writer.chunkEnd(channel.alloc()), channel.voidPromise());
            }
            channel.flush();
        }

        private void written(Future<?> write, int bytes) {
            if (isOver()) {
                return;
            }
            if (write.isSuccess()) {
                reader.written(bytes);
            } else {
                failed(write.cause());
            }
        }

        @Override
        public void end() {
            if (isOver() || requestEnded) {
                return;
            }
            requestEnded = true;
            if (chunked) {
                channel.writeAndFlush(writer.chunksEnd(channel.alloc(), null), channel.voidPromise());
            }
            if (responseEnded && !isOver()) {
                current = null;
                reader.closed();
            }
        }

        @Override
        public boolean isFull() {
            return !channel.isWritable();
        }

        @Override
        public void pause() {
            channel.config().setAutoRead(false);
        }

        @Override
        public void resume() {
            channel.config().setAutoRead(true);
        }

        @Override
        public void upgraded(ChannelHandler bytes) {
            upgraded = true;
            channel.pipeline().addBefore(NAME, "bytes", bytes);
            // What it still holds goes to the handler after it.
            channel.pipeline().remove(DECODER);
        }

        @Override
        public void cancel() {
            if (!isOver()) {
                failed(new ClosedChannelException());
            }
        }

        private void begins(HttpResponse response) {
            int status = response.status().code();
            Headers headers = (Headers) response.headers();
            io.netty.handler.codec.http.HttpVersion version = response.protocolVersion();
            if (version != io.netty.handler.codec.http.HttpVersion.HTTP_1_1
                    && version != io.netty.handler.codec.http.HttpVersion.HTTP_1_0) {
                failed(new IllegalStateException("unknown version of HTTP"));
                return;
            }
            String coding = headers.get("transfer-encoding");
            if (coding != null && !coding.equalsIgnoreCase("chunked")) {
                // It would be passed on as if the body were not coded.
                failed(new IllegalStateException("unknown transfer coding"));
                return;
            }
            interim = status >= 100 && status < 200 && status != 101;
            if (!interim) {
                begun = true;
                reader.head(new UpstreamResponse(
                        version == io.netty.handler.codec.http.HttpVersion.HTTP_1_0
                                ? HttpVersion.HTTP_1_0
                                : HttpVersion.HTTP_1_1,
                        status,
                        response.status().reasonPhrase(),
                        headers));
            } else if (status == 100) {
                reader.continues();
            } else if (status == 103) {
                reader.hints(headers);
            }
            // All others may be dropped (RFC 9110, section 15.2): 102 is deprecated, and no other is registered.
        }

        private void continues(HttpContent content) {
            boolean last = content instanceof LastHttpContent;
            if (!interim && content.content().isReadable()) {
                reader.piece(content.content());
            } else {
                content.release();
            }
            if (last && !isOver()) {
                if (interim) {
                    interim = false;
                } else {
                    ends((LastHttpContent) content);
                }
            }
        }

        private void ends(LastHttpContent end) {
            responseEnded = true;
            if (requestEnded) {
                current = null;
                through = reader;
            }
            reader.end(end.trailingHeaders() instanceof Headers trailers && !trailers.isEmpty() ? trailers : null);
        }
    }
}

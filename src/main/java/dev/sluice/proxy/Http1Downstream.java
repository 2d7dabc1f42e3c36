package dev.sluice.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in HTTP/1: answers one request after the other. Requests that come before the one before them is
 * answered wait, and so does the client then. Stands behind {@link RequestGate}.
 */
final class Http1Downstream extends ChannelInboundHandlerAdapter {
    /** The name of the decoder in the pipeline. */
    static final String DECODER = "requestDecoder";

    /** A decoder ignores empty lines before a request (RFC 9112, section 2.2). */
    private static final byte[] EMPTY_LINE = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Worker worker;
    private final DownstreamConnection connection;
    private final Channel channel;
    private final ArrayDeque<Object> next = new ArrayDeque<>();
    private @Nullable Http1Request current;
    /** Of the current request. */
    private @Nullable Exchange exchange;

    private boolean closing;
    private boolean advancing;
    private boolean upgraded;

    Http1Downstream(Worker worker, DownstreamConnection connection) {
        this.worker = worker;
        this.connection = connection;
        this.channel = connection.channel();
    }

    Channel channel() {
        return channel;
    }

    Http1Writer writer() {
        return worker.http1Writer();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (closing || upgraded) {
            ReferenceCountUtil.release(msg);
        } else if (!next.isEmpty() || (current != null && current.isComplete())) {
            next.add(msg);
            readsOn();
        } else {
            take(msg);
        }
    }

    private void take(Object msg) {
        if (msg instanceof HttpRequest request) {
            if (request.headers().contains("upgrade", "h2c", true)) {
                toHttp2(request);
            } else {
                begin(request);
            }
        } else if (msg instanceof HttpContent content && current != null) {
            if (content.decoderResult().isFailure()) {
                content.release();
                malformed();
            } else {
                current.received(content);
                advance();
            }
        } else {
            ReferenceCountUtil.release(msg);
        }
    }

    private void begin(HttpRequest request) {
        Http1Request begun = new Http1Request(this, request);
        current = begun;
        Exchange asked = new Exchange(worker, connection, begun);
        exchange = asked;
        if (request.decoderResult().isFailure()) {
            connection.linger();
            asked.refuse(DecoderFailures.of(request.decoderResult().cause()));
        } else {
            asked.begin();
        }
    }

    /** A client that asks for HTTP/2 gets it from Vert.x, whose pipeline takes the place of ours. */
    private void toHttp2(HttpRequest request) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext ctx = pipeline.context(this);
        worker.front().accept(channel);
        // Vert.x builds the pipeline for HTTP/1, which upgrades, when it sees what is no preface.
        ctx.fireChannelRead(Unpooled.wrappedBuffer(EMPTY_LINE));
        pipeline.remove("httpDecoder");
        pipeline.remove(this);
        ctx.fireChannelRead(request);
    }

    /** The response has ended. */
    void answered() {
        Http1Request answered = current;
        if (answered == null) {
            return;
        }
        if (!answered.response().isKept()) {
            closing = true;
            answered.response().closeWhenWritten();
        } else {
            advance();
        }
    }

    /** Goes on to the next request once one is over. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (!closing && !upgraded) {
            if (current != null && current.isComplete() && current.response().ended()) {
                current = null;
            }
            if (next.isEmpty() || (current != null && current.isComplete())) {
                break;
            }
            take(next.remove());
        }
        advancing = false;
        readsOn();
    }

    /** Lets the client send more if there is room for it. */
    void readsOn() {
        boolean reads = next.isEmpty() && (current == null || !current.holdsBack());
        if (channel.config().isAutoRead() != reads && !upgraded && !closing) {
            channel.config().setAutoRead(reads);
        }
    }

    /** The connection becomes one of another protocol, whose bytes go to a handler. */
    void upgrade(ChannelHandler bytes) {
        upgraded = true;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addAfter(DECODER, "tunnel", bytes);
        pipeline.remove(ByteGate.class);
        connection.headComplete();
        // What it still holds goes to the handler after it.
        pipeline.remove(DECODER);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current != null && channel.isWritable()) {
            current.response().drained();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        broken();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken();
    }

    /** The body does not go on as a body does, so that nobody knows where it ends. */
    private void malformed() {
        if (current == null || exchange == null || current.response().ended()) {
            broken();
        } else {
            connection.linger();
            current.response().closeAfter();
            exchange.fail(ProxyError.Downstream.MALFORMED);
        }
    }

    private void broken() {
        closing = true;
        next.forEach(ReferenceCountUtil::release);
        next.clear();
        Http1Request lost = current;
        current = null;
        if (lost != null) {
            lost.response().gone();
            lost.discard();
        }
        channel.close();
    }
}

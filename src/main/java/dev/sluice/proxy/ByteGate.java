package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Stands before the HTTP/1 decoder: notices headers that come piece by piece, and closes connections of refused clients
 * in two steps (RFC 9112, section 9.6), because closing while they still send would reset the connection and lose the
 * response.
 */
final class ByteGate extends ChannelDuplexHandler {
    /** As long as this a refused client may be silent before its connection is closed for good. */
    private static final long LINGER_MILLIS = 2_000;

    /** As long as this it may go on sending. */
    private static final long LONGEST_LINGER_MILLIS = 10_000;

    private final DownstreamConnection connection;
    private boolean inMessage;
    private boolean completed;
    private boolean closing;

    ByteGate(DownstreamConnection connection) {
        this.connection = connection;
    }

    void headComplete() {
        inMessage = true;
        completed = true;
        connection.headComplete();
    }

    void messageComplete() {
        inMessage = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        completed = false;
        boolean awaiting = !inMessage;
        ctx.fireChannelRead(msg);
        if (awaiting && !completed) {
            connection.headBegan();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!connection.lingers() || !(ctx.channel() instanceof DuplexChannel duplex)) {
            ctx.close(promise);
            return;
        }
        Channel channel = ctx.channel();
        if (closing) {
            // Whoever else wants it closed waits as well: to close at once is what loses the response.
            channel.closeFuture().addListener(_ -> promise.trySuccess());
            return;
        }
        closing = true;
        channel.pipeline().addFirst("discard", new Discard(() -> ctx.close(promise)));
        channel.config().setAutoRead(true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ctx.flush();
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> duplex.shutdownOutput());
        }
    }

    /**
     * Reads into the void, before TLS, which after its own end may no longer do so, until the client has been silent
     * for a while or has gone on for too long. If it closes its side, Netty closes the channel.
     */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        private final Runnable close;
        private long lastReadNanos;

        Discard(Runnable close) {
            this.close = close;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            long began = System.nanoTime();
            lastReadNanos = began;
            watch(ctx, began, LINGER_MILLIS);
        }

        private void watch(ChannelHandlerContext ctx, long began, long delayMillis) {
            ctx.channel().eventLoop().schedule(() -> look(ctx, began), delayMillis, TimeUnit.MILLISECONDS);
        }

        private void look(ChannelHandlerContext ctx, long began) {
            long now = System.nanoTime();
            long silent = TimeUnit.NANOSECONDS.toMillis(now - lastReadNanos);
            long left = Math.min(
                    LINGER_MILLIS - silent, LONGEST_LINGER_MILLIS - TimeUnit.NANOSECONDS.toMillis(now - began));
            if (left <= 0) {
                close.run();
            } else if (ctx.channel().isActive()) {
                watch(ctx, began, left);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            lastReadNanos = System.nanoTime();
            ReferenceCountUtil.release(msg);
        }
    }
}

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
    private static final long LINGER_SECONDS = 2;

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
        if (!connection.lingers() || closing || !(ctx.channel() instanceof DuplexChannel duplex)) {
            ctx.close(promise);
            return;
        }
        closing = true;
        Channel channel = ctx.channel();
        channel.pipeline().addFirst("discard", new Discard());
        channel.config().setAutoRead(true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ctx.flush();
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> duplex.shutdownOutput());
        }
        channel.eventLoop().schedule(() -> ctx.close(promise), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** Reads into the void, before TLS, which after its own end may no longer do so. */
    private static final class Discard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
        }
    }
}

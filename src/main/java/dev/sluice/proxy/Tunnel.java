package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;

/**
 * One direction of a tunnel: carries the bytes of its channel to the peer, with back-pressure and half-close. A channel
 * that breaks resets its peer, so that nobody takes the break for the end.
 */
final class Tunnel extends ChannelInboundHandlerAdapter {
    /** Told what happens to one direction. */
    interface Traffic {
        /** So many bytes moved; 0 if something moved that is not counted here. */
        void moved(int bytes);

        /** The channel that they come from broke. */
        default void broken() {}
    }

    private final Channel peer;
    private final Traffic traffic;
    private final ChannelFutureListener written;
    private boolean ended;

    Tunnel(Channel peer, Traffic traffic) {
        this.peer = peer;
        this.traffic = traffic;
        // TLS that has ended takes no more, and says so in this way alone.
        this.written = write -> {
            if (!write.isSuccess()) {
                peer.close();
            }
        };
    }

    static void halfClosable(Channel channel) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Ends a connection so that the other side sees that it did not end by itself. */
    static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            // Without the farewell of TLS, which would say that this is the end.
            channel.unsafe().close(channel.voidPromise());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof ByteBuf bytes) {
            traffic.moved(bytes.readableBytes());
            peer.write(bytes).addListener(written);
            if (!peer.isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            traffic.moved(0);
            peer.config().setAutoRead(true);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!ended
                && (event instanceof ChannelInputShutdownEvent
                        || (event instanceof SslCloseCompletionEvent end && end.isSuccess()))) {
            ended = true;
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> shutdownOutput(peer));
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        traffic.broken();
        reset(peer);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        ctx.fireChannelInactive();
    }

    private static void shutdownOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound().addListener(_ -> shutdownSocket(channel));
        } else {
            shutdownSocket(channel);
        }
    }

    private static void shutdownSocket(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex) || duplex.isInputShutdown()) {
            channel.close();
        } else if (!duplex.isOutputShutdown()) {
            duplex.shutdownOutput();
        }
    }
}

package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bodies of responses past Vert.x, which would copy each piece to the heap, on a connection of HTTP/1. A
 * body that comes whole with its head is as well off with Vert.x, which writes both at once.
 */
final class ResponseBodies extends ChannelInboundHandlerAdapter {
    /** Who gets the pieces of one body. */
    interface Taker {
        /** Takes a piece over, and releases it in the end. */
        void piece(ByteBuf bytes);

        /** Nothing more has come for now. */
        void rest();
    }

    private @Nullable Taker taker;
    private boolean begun;

    /** Sets who gets the body whose head Vert.x hands over just now. */
    void passTo(Taker next) {
        taker = next;
        begun = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        Taker current = taker;
        if (current == null || !(msg instanceof HttpContent content)) {
            ctx.fireChannelRead(msg);
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (last) {
            taker = null;
        }
        if (content.decoderResult().isFailure() || (last && !begun)) {
            ctx.fireChannelRead(msg);
            return;
        }
        begun = true;
        if (content.content().isReadable()) {
            current.piece(content.content());
        } else {
            ReferenceCountUtil.release(content.content());
        }
        if (content instanceof LastHttpContent end) {
            ctx.fireChannelRead(end.replace(Unpooled.EMPTY_BUFFER));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (taker != null) {
            taker.rest();
        }
        ctx.fireChannelReadComplete();
    }
}

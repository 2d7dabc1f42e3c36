package dev.sluice.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops interim responses (RFC 9110, section 15.2) that Vert.x would take for final ones: all but 100, 101 and 103. The
 * RFC lets a proxy drop only what it understands to be of no use; 102 is deprecated and no other is registered.
 */
final class InterimResponses extends ChannelInboundHandlerAdapter {
    private boolean dropping;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof HttpResponse response) {
            int status = response.status().code();
            dropping = status > 103 && status < 200 || status == 102;
        }
        if (dropping) {
            ReferenceCountUtil.release(msg);
            dropping = !(msg instanceof LastHttpContent);
        } else {
            ctx.fireChannelRead(msg);
        }
    }
}

package dev.sluice.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Ends the stream of a request whose method is none (RFC 9113, section 8.1.1). Vert.x would close the whole connection,
 * without a word; all else that makes a request malformed it, or Netty, treats as it should be.
 */
final class MethodCheck extends Http2FrameListenerDecorator {
    private MethodCheck(Http2FrameListener next) {
        super(next);
    }

    /** Sets it up on a connection whose frames go to Vert.x already. */
    static void on(ChannelPipeline pipeline) {
        Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
        if (http2 != null) {
            http2.decoder().frameListener(new MethodCheck(http2.decoder().frameListener()));
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(ctx, streamId, headers, padding, endStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream)
            throws Http2Exception {
        check(streamId, headers);
        super.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, endStream);
    }

    private static void check(int streamId, Http2Headers headers) throws Http2Exception {
        CharSequence method = headers.method();
        if (method != null && HttpHeaderValidationUtil.validateToken(method) >= 0) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "not a method");
        }
    }
}

package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells HTTP/2 from HTTP/1 by the preface (RFC 9113, section 3.4) and has Vert.x build the pipeline for it, for HTTP/1
 * with our decoder and gates in it.
 */
final class ProtocolDetection extends ByteToMessageDecoder {
    private static final byte[] PREFACE = Http1xOrH2CHandler.HTTP_2_PREFACE.getBytes(StandardCharsets.US_ASCII);
    /** A decoder ignores empty lines before a request (RFC 9112, section 2.2). */
    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    private final DownstreamConnection connection;
    private final FrontServer server;
    private final ProxySettings.Limits limits;

    ProtocolDetection(DownstreamConnection connection, FrontServer server, ProxySettings.Limits limits) {
        this.connection = connection;
        this.server = server;
        this.limits = limits;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), PREFACE.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                http1(ctx);
                return;
            }
        }
        if (length == PREFACE.length) {
            connection.headComplete();
            server.accept(ctx.channel());
            // What was read is passed on to the next handler.
            ctx.pipeline().remove(this);
        } else {
            connection.headBegan();
        }
    }

    /** A handshake that failed, or bytes that are not TLS: the client has been told what it may know. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    private void http1(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        server.accept(ctx.channel());
        // Vert.x builds the pipeline for HTTP/1 when it sees what is no preface.
        ctx.fireChannelRead(Unpooled.wrappedBuffer(EMPTY_LINE));
        pipeline.replace("httpDecoder", "httpDecoder", new StrictRequestDecoder(limits));
        ByteGate bytes = new ByteGate(connection);
        pipeline.addBefore("httpDecoder", "bytes", bytes);
        pipeline.addAfter("httpEncoder", "requests", new RequestGate(connection, bytes, limits.headers()));
        pipeline.remove(this);
    }
}

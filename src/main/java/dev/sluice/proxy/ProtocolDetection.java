package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells HTTP/2, for which Vert.x builds the pipeline, from HTTP/1, which is ours, by the preface (RFC 9113, section 3.4).
 */
final class ProtocolDetection extends ByteToMessageDecoder {
    private static final byte[] PREFACE = Http1xOrH2CHandler.HTTP_2_PREFACE.getBytes(StandardCharsets.US_ASCII);

    private final DownstreamConnection connection;
    private final Worker worker;

    ProtocolDetection(Worker worker, DownstreamConnection connection) {
        this.connection = connection;
        this.worker = worker;
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
            worker.front().accept(ctx.channel());
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
        ProxySettings.Limits limits = worker.settings().limits();
        ByteGate bytes = new ByteGate(connection);
        ctx.pipeline()
                .addLast("bytes", bytes)
                .addLast(Http1Downstream.DECODER, new StrictRequestDecoder(limits))
                .addLast("requests", new RequestGate(connection, bytes, limits.headers()))
                .addLast("http", new Http1Downstream(worker, connection))
                .remove(this);
        connection.establishedHttp1();
    }
}

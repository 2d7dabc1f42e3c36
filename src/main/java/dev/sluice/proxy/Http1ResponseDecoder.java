package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Netty's decoder, made for our headers; it is told which responses have no body because HEAD was asked, and when none
 * is expected: bytes that come then end the connection.
 */
final class Http1ResponseDecoder extends HttpResponseDecoder {
    private static final String VERSION = "HTTP/1.1";
    private static final String OK = "200";
    private static final String REASON = "OK";

    private final Http1Upstream upstream;
    private final ChunkLines chunks = new ChunkLines();

    /** @param largestPiece of a body, in bytes */
    Http1ResponseDecoder(ProxySettings.Limits limits, int largestPiece, Http1Upstream upstream) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(largestPiece)
                .setHeadersFactory(HeadersFactory.INSTANCE)
                .setTrailersFactory(HeadersFactory.INSTANCE));
        this.upstream = upstream;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (!upstream.expectsBytes()) {
            buffer.skipBytes(buffer.readableBytes());
            upstream.close();
        } else if (chunks.areSound(buffer)) {
            int before = out.size();
            int start = buffer.readerIndex();
            super.decode(ctx, buffer, out);
            chunks.read(buffer.readerIndex() - start, out, before);
        } else {
            out.add(ChunkLines.refuse(buffer));
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] bytes, int start, int length) {
        return is(VERSION, bytes, start, length) ? VERSION : super.splitFirstWordInitialLine(bytes, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] bytes, int start, int length) {
        return is(OK, bytes, start, length) ? OK : super.splitSecondWordInitialLine(bytes, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] bytes, int start, int length) {
        return is(REASON, bytes, start, length) ? REASON : super.splitThirdWordInitialLine(bytes, start, length);
    }

    private static boolean is(String usual, byte[] bytes, int start, int length) {
        if (length != usual.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != usual.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        return HeaderNames.of(bytes, start, length);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return upstream.answersHead() || super.isContentAlwaysEmpty(message);
    }
}

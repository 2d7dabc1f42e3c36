package dev.sluice.proxy;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import java.util.function.BooleanSupplier;

/** Netty's decoder, made for our headers; one has to tell it which responses have no body because HEAD was asked. */
final class Http1ResponseDecoder extends HttpResponseDecoder {
    private final BooleanSupplier answersHead;

    /** @param largestPiece of a body, in bytes */
    Http1ResponseDecoder(ProxySettings.Limits limits, int largestPiece, BooleanSupplier answersHead) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(largestPiece)
                .setHeadersFactory(HeadersFactory.INSTANCE)
                .setTrailersFactory(HeadersFactory.INSTANCE));
        this.answersHead = answersHead;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        return HeaderNames.of(bytes, start, length);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return answersHead.getAsBoolean() || super.isContentAlwaysEmpty(message);
    }
}

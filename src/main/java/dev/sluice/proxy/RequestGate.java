package dev.sluice.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands behind the HTTP/1 decoder: marks requests that are to be refused and lets nothing through after
 * one, so that what looks like a next request is never answered.
 */
final class RequestGate extends ChannelInboundHandlerAdapter {
    private final DownstreamConnection connection;
    private final ByteGate bytes;
    private final int maxHeaders;
    private boolean shut;

    RequestGate(DownstreamConnection connection, ByteGate bytes, int maxHeaders) {
        this.connection = connection;
        this.bytes = bytes;
        this.maxHeaders = maxHeaders;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (shut) {
            ReferenceCountUtil.release(msg);
            return;
        }
        if (msg instanceof HttpRequest request) {
            bytes.headComplete();
            inspect(request);
        }
        if (msg instanceof HttpMessage message && message.decoderResult().isFailure()) {
            shut = true;
            connection.linger();
        }
        if (msg instanceof HttpContent content && content.decoderResult().isFailure()) {
            shut = true;
        }
        if (msg instanceof LastHttpContent) {
            bytes.messageComplete();
        }
        ctx.fireChannelRead(msg);
    }

    private void inspect(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return;
        }
        HttpVersion version = request.protocolVersion();
        Headers headers = (Headers) request.headers();
        ProxyError refused;
        if (version.equals(HttpVersion.HTTP_1_0) || version.equals(HttpVersion.HTTP_1_1)) {
            refused = StrictRequests.check(
                    version.minorVersion() == 0, request.method().name(), request.uri(), headers, maxHeaders);
        } else {
            refused = ProxyError.Downstream.VERSION_NOT_SUPPORTED;
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        if (refused != null) {
            request.setDecoderResult(DecoderResult.failure(new RefusedRequest(refused)));
        } else if (headers.contains("upgrade")
                && (connection.terminatedBy() != null || !Http2Upgrade.isSound(headers))) {
            // Inside TLS there is no such wish: RFC 9113, section 3.1.
            Http2Upgrade.forget(headers);
        }
    }
}

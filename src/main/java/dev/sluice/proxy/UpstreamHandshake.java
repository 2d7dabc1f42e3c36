package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Waits for the end of a TLS handshake with an endpoint. Nothing of the request is sent before, so every request may move
 * on to another endpoint when it fails.
 */
final class UpstreamHandshake extends ChannelInboundHandlerAdapter {
    private static final String NAME = "handshake";

    private final SslHandler tls;
    private final UpstreamTls.Spoken spoken;
    private final Promise<Void> done = Promise.promise();

    private UpstreamHandshake(SslHandler tls, UpstreamTls.Spoken spoken) {
        this.tls = tls;
        this.spoken = spoken;
    }

    /**
     * Puts TLS below whatever is in the pipeline of a connected channel. HTTP/2 must be what the endpoint selects where
     * it is offered.
     *
     * @return completes in the same turn of the loop as the handshake, so that no byte after it is missed; fails with an
     *     {@link SSLException}, and then the channel is closed
     */
    static Future<Void> on(Channel channel, UpstreamTls.Spoken spoken, long timeoutMillis) {
        SslHandler tls = spoken.newHandler(channel.alloc());
        tls.setHandshakeTimeoutMillis(timeoutMillis);
        UpstreamHandshake handshake = new UpstreamHandshake(tls, spoken);
        channel.pipeline().addFirst(NAME, handshake).addFirst("tls", tls);
        return handshake.done.future();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent completion)) {
            ctx.fireUserEventTriggered(event);
            return;
        }
        if (!completion.isSuccess()) {
            fail(ctx, completion.cause());
        } else if (spoken.alpn().equals("h2") && !"h2".equals(tls.applicationProtocol())) {
            fail(ctx, new SSLHandshakeException("the endpoint does not speak HTTP/2"));
        } else {
            ctx.pipeline().remove(this);
            done.complete();
        }
    }

    /** Such as a reset before the end; after a failure also what it was, again: that concerns nobody else. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
        done.tryFail(cause instanceof SSLException tlsFailure ? tlsFailure : new SSLException(cause));
    }
}

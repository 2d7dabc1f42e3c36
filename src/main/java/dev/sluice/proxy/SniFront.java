package dev.sluice.proxy;

import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.HostRule;
import dev.sluice.routing.TlsListener;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the SNI of a ClientHello and ends TLS as the listener for it says, by the table of that moment. A connection that
 * cannot be served is told so by an alert where the listener speaks HTTPS, and reset like any other connection that has
 * nowhere to go where its protocol is TLS.
 */
final class SniFront extends AbstractSniHandler<SniFront.Front> {
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int INTERNAL_ERROR = 80;

    /** In bytes: hellos with keys of the post-quantum kind have about 2,000. */
    private static final int LONGEST_HELLO = 16_384;

    /** What was found for a name. */
    record Front(@Nullable ServedPort port, @Nullable TlsListener listener) {}

    private final Worker worker;
    private final DownstreamConnection connection;

    SniFront(Worker worker, DownstreamConnection connection) {
        super(LONGEST_HELLO, worker.settings().times().head().toMillis());
        this.worker = worker;
        this.connection = connection;
    }

    @Override
    protected Future<Front> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        ServedPort port = worker.table().port(connection.socket());
        TlsListener listener = port == null ? null : port.listenerFor(hostname == null ? "" : hostname);
        return ctx.executor().newSucceededFuture(new Front(port, listener));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String hostname, Future<Front> future) {
        ServedPort port = future.getNow().port();
        TlsListener listener = future.getNow().listener();
        String sni = hostname == null ? "" : hostname;
        if (port == null) {
            Tunnel.reset(ctx.channel());
            return;
        }
        switch (listener) {
            case null -> {
                if (port.resets()) {
                    Tunnel.reset(ctx.channel());
                } else {
                    refuse(ctx, UNRECOGNIZED_NAME);
                }
            }
            case TlsListener.Https https -> {
                SslContext context = port.contexts().get(https.name());
                if (context == null) {
                    refuse(ctx, INTERNAL_ERROR);
                } else {
                    terminate(ctx, context, https.name(), port.clients().get(https.name()));
                }
            }
            case TlsListener.Unusable _ -> Tunnel.reset(ctx.channel());
            case TlsListener.Terminate terminate -> {
                SslContext context = port.contexts().get(terminate.name());
                if (context == null) {
                    Tunnel.reset(ctx.channel());
                    return;
                }
                StreamRelay relay = relay(port, terminate, sni);
                if (relay.begin()) {
                    ctx.pipeline().replace("detection", "stream", relay);
                    terminate(ctx, context, terminate.name(), null);
                }
            }
            case TlsListener.Passthrough passthrough -> {
                StreamRelay relay = relay(port, passthrough, sni);
                if (relay.begin()) {
                    ctx.pipeline().replace("detection", "stream", relay);
                    // The hello that was read is passed on to the relay.
                    ctx.pipeline().remove(this);
                    relay.dial();
                }
            }
        }
    }

    private StreamRelay relay(ServedPort port, TlsListener.Stream listener, String sni) {
        HostRule host = listener.rules().get(sni);
        return new StreamRelay(
                worker,
                connection,
                port,
                listener.name(),
                host == null ? null : host.rule(),
                listener instanceof TlsListener.Terminate);
    }

    private void terminate(
            ChannelHandlerContext ctx, SslContext context, String listener, @Nullable ClientValidation clients) {
        connection.terminatedBy(listener, clients);
        SslHandler handler = context.newHandler(ctx.alloc());
        handler.setHandshakeTimeoutMillis(worker.settings().times().head().toMillis());
        ctx.pipeline().replace(this, "tls", handler);
    }

    /** Sends a fatal alert (RFC 8446, section 6) and closes. */
    private static void refuse(ChannelHandlerContext ctx, int description) {
        byte[] alert = {21, 3, 1, 0, 2, 2, (byte) description};
        ctx.writeAndFlush(Unpooled.wrappedBuffer(alert)).addListener(ChannelFutureListener.CLOSE);
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.TlsListener;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads the SNI of a ClientHello and ends TLS as the listener for it says, by the table of that moment. */
final class SniFront extends AbstractSniHandler<SniFront.Front> {
    private static final int UNRECOGNIZED_NAME = 112;
    private static final int INTERNAL_ERROR = 80;

    /** What was found for a name. */
    record Front(@Nullable TlsListener listener, @Nullable SslContext context) {}

    private final Worker worker;
    private final DownstreamConnection connection;

    SniFront(Worker worker, DownstreamConnection connection) {
        super(worker.settings().times().head().toMillis());
        this.worker = worker;
        this.connection = connection;
    }

    @Override
    protected Future<Front> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        ServedPort port = worker.table().port(connection.socket());
        TlsListener listener = port == null ? null : port.listenerFor(hostname == null ? "" : hostname);
        SslContext context =
                port == null || listener == null ? null : port.contexts().get(listener.name());
        return ctx.executor().newSucceededFuture(new Front(listener, context));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String hostname, Future<Front> future) {
        Front front = future.getNow();
        TlsListener listener = front.listener();
        SslContext context = front.context();
        if (listener == null) {
            refuse(ctx, UNRECOGNIZED_NAME);
        } else if (context == null) {
            refuse(ctx, INTERNAL_ERROR);
        } else {
            connection.terminatedBy(listener.name());
            SslHandler handler = context.newHandler(ctx.alloc());
            handler.setHandshakeTimeoutMillis(worker.settings().times().head().toMillis());
            ctx.pipeline().replace(this, "tls", handler);
        }
    }

    /** Sends a fatal alert (RFC 8446, section 6) and closes. */
    private static void refuse(ChannelHandlerContext ctx, int description) {
        byte[] alert = {21, 3, 1, 0, 2, 2, (byte) description};
        ctx.writeAndFlush(Unpooled.wrappedBuffer(alert)).addListener(ChannelFutureListener.CLOSE);
    }
}

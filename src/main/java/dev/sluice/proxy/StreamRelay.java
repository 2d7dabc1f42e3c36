package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.StreamRule;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Carries a client's connection to an endpoint as bytes. The endpoint is dialled at once, or after the TLS handshake,
 * because it may be the one who speaks first; nothing more is read from the client until it has answered. A connection
 * that has nowhere to go is reset.
 */
final class StreamRelay extends ChannelInboundHandlerAdapter {
    private final Worker worker;
    private final DownstreamConnection connection;
    private final Channel downstream;
    private final String gateway;
    private final String listener;
    private final @Nullable StreamRule rule;
    private final StreamDraw draw;
    private final UpstreamTls tls;
    private final long begun = System.nanoTime();
    private final Queue<Object> early = new ArrayDeque<>(2);

    private final Tunnel.Traffic fromUpstream = new Tunnel.Traffic() {
        @Override
        public void moved(int bytes) {
            sent += bytes;
            lastMoved = System.nanoTime();
        }

        @Override
        public void broken() {
            error = Upstream.DISCONNECTED;
        }
    };

    private final Tunnel.Traffic fromDownstream = new Tunnel.Traffic() {
        @Override
        public void moved(int bytes) {
            received += bytes;
            lastMoved = System.nanoTime();
        }

        @Override
        public void broken() {
            error = Downstream.GONE;
        }
    };

    private @Nullable Endpoint endpoint;
    private @Nullable Channel upstream;
    private @Nullable ProxyError error;
    private boolean connected;
    private boolean inputEnded;
    private boolean over;
    private long lastMoved = begun;
    private long received;
    private long sent;
    private long reportedReceived;
    private long reportedSent;
    private long checkedGeneration;
    private long listenerGoneSince;

    /**
     * A relay that has already drawn where to.
     *
     * @param listener the section name
     * @param rule null if there is none for this connection
     * @param originatesTls whether TLS is spoken with backends that ask for it; not with bytes that are TLS already,
     *     which are left as they are
     */
    StreamRelay(
            Worker worker,
            DownstreamConnection connection,
            ServedPort port,
            String listener,
            @Nullable StreamRule rule,
            boolean originatesTls) {
        this.worker = worker;
        this.connection = connection;
        this.downstream = connection.channel();
        this.gateway = port.gateway();
        this.listener = listener;
        this.rule = rule;
        this.draw = StreamDraw.of(rule, worker);
        this.tls = originatesTls && draw instanceof StreamDraw.To(Backend.Service backend, var _)
                ? port.tlsOf(backend)
                : UpstreamTls.Cleartext.CLEARTEXT;
        this.checkedGeneration = worker.table().generation();
    }

    /** Takes the connection over; false if it has nowhere to go and was reset. */
    boolean begin() {
        connection.carriedBy(this);
        downstream.closeFuture().addListener(_ -> finish());
        switch (draw) {
            case StreamDraw.To _
            when tls instanceof UpstreamTls.Unusable -> {
                abort(Internal.INVALID_BACKEND);
                return false;
            }
            case StreamDraw.To _ -> {
                Tunnel.halfClosable(downstream);
                return true;
            }
            case StreamDraw.Nowhere(ProxyError reason) -> {
                abort(reason);
                return false;
            }
        }
    }

    /** Dials the endpoint; this handler is in the client's pipeline by then. */
    void dial() {
        if (!over && draw instanceof StreamDraw.To(Backend.Service backend, Endpoint first)) {
            connection.headComplete();
            downstream.config().setAutoRead(false);
            dial(backend, first, new Failover(worker, worker.streamChoice(), backend, tls, null, null));
        }
    }

    private void dial(Backend.Service backend, Endpoint next, Failover failover) {
        endpoint = next;
        worker.streamLoad().began(next, backend.protocol());
        ChannelFuture connecting = new Bootstrap()
                .group(worker.loop())
                .channelFactory(worker.context().owner().transport().channelFactory(false))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        worker.settings().upstreams().connect().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // What reads comes when there is something to read for.
                    }
                })
                .connect(new InetSocketAddress(next.address(), next.port()));
        upstream = connecting.channel();
        connecting.addListener(_ -> {
            if (connecting.isSuccess()) {
                secure(backend, next, failover, connecting.channel());
            } else {
                worker.streamLoad().ended(next, backend.protocol());
                refused(backend, next, failover, connecting.cause());
            }
        });
    }

    private void secure(Backend.Service backend, Endpoint to, Failover failover, Channel channel) {
        worker.observer().upstreamConnected(to);
        channel.closeFuture().addListener(_ -> {
            worker.streamLoad().ended(to, backend.protocol());
            worker.observer().upstreamDisconnected(to);
        });
        if (tls instanceof UpstreamTls.Spoken spoken) {
            long limit = worker.settings().upstreams().connect().toMillis();
            UpstreamHandshake.on(channel, spoken, limit)
                    .onSuccess(_ -> connected(channel))
                    .onFailure(failure -> refused(backend, to, failover, failure));
        } else {
            connected(channel);
        }
    }

    private void connected(Channel channel) {
        if (over) {
            channel.close();
            return;
        }
        channel.pipeline().addLast("tunnel", new Tunnel(downstream, fromUpstream));
        connected = true;
        lastMoved = System.nanoTime();
        ChannelHandlerContext own = downstream.pipeline().context(this);
        downstream.pipeline().addAfter(own.name(), "tunnel", new Tunnel(channel, fromDownstream));
        for (Object bytes = early.poll(); bytes != null; bytes = early.poll()) {
            own.fireChannelRead(bytes);
        }
        own.fireChannelReadComplete();
        if (inputEnded) {
            own.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        if (channel.isWritable()) {
            downstream.config().setAutoRead(true);
        }
        channel.config().setAutoRead(true);
    }

    private void refused(Backend.Service backend, Endpoint by, Failover failover, Throwable cause) {
        ProxyError failure =
                cause instanceof ConnectTimeoutException ? Upstream.CONNECT_TIMEOUT : Upstream.CONNECT_REFUSED;
        if (over) {
            return;
        }
        worker.observer().upstreamFailed(by, failure);
        worker.streamLoad().failed(by, backend.protocol());
        Endpoint next = failover.refused(by) == Failover.NEVER ? null : failover.next();
        if (next == null) {
            abort(failure);
        } else {
            dial(backend, next, failover);
        }
    }

    /** Ends it so that both sides see that it did not end by itself. */
    void abort(ProxyError reason) {
        if (error == null) {
            error = reason;
        }
        Tunnel.reset(downstream);
        if (upstream != null) {
            Tunnel.reset(upstream);
        }
    }

    /** Looks after time limits and listeners that are gone. */
    void sweep(long now) {
        report();
        long generation = worker.table().generation();
        if (generation != checkedGeneration) {
            checkedGeneration = generation;
            ServedPort port = worker.table().port(connection.socket());
            // Without a port the connection drains with all others of its socket.
            boolean gone = port != null && !(port.gateway().equals(gateway) && port.carries(listener));
            listenerGoneSince = !gone ? 0 : listenerGoneSince == 0 ? now : listenerGoneSince;
        }
        ProxySettings.Times times = worker.settings().times();
        if (listenerGoneSince != 0 && now - listenerGoneSince > times.drain().toNanos()) {
            abort(Internal.STOPPED);
        } else if (now - lastMoved > times.tunnelIdle().toNanos()) {
            abort(Upstream.IDLE_TIMEOUT);
        }
    }

    private void report() {
        if (rule != null && (received != reportedReceived || sent != reportedSent)) {
            worker.observer().streamCarried(rule.id(), received - reportedReceived, sent - reportedSent);
            reportedReceived = received;
            reportedSent = sent;
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        for (Object bytes = early.poll(); bytes != null; bytes = early.poll()) {
            ReferenceCountUtil.release(bytes);
        }
        if (upstream != null && !upstream.isActive()) {
            upstream.close();
        }
        report();
        worker.observer()
                .streamFinished(new StreamSummary(
                        gateway,
                        connection.socket(),
                        rule == null ? null : rule.id(),
                        connection.address(),
                        received,
                        sent,
                        System.nanoTime() - begun,
                        endpoint,
                        error));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (connected) {
            ctx.fireChannelRead(msg);
        } else if (over) {
            ReferenceCountUtil.release(msg);
        } else {
            early.add(msg);
            downstream.config().setAutoRead(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                dial();
            } else {
                error = Downstream.MALFORMED;
                ctx.close();
            }
        }
        if (event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent end && end.isSuccess())) {
            inputEnded = true;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (connected) {
            ctx.fireExceptionCaught(cause);
        } else {
            error = Downstream.GONE;
            ctx.close();
        }
    }
}

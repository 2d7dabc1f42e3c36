package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.vertx.core.impl.VertxInternal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A socket that accepts connections and hands them to the workers in turn. One acceptor for all loops rather than one
 * per loop: SO_REUSEPORT would hide that another program has the port.
 */
final class ListeningSocket implements OpenSocket {
    private static final int BACKLOG = 4_096;

    private final SocketKey key;
    private final Map<EventLoop, Worker> workers;
    private final int maxConnections;
    private final Serving serving;
    private final ProxyObserver observer;
    private final AtomicInteger connections = new AtomicInteger();
    private final ChannelFuture binding;

    ListeningSocket(VertxInternal vertx, SocketKey key, Map<EventLoop, Worker> workers, Serving serving) {
        this.key = key;
        this.workers = workers;
        this.maxConnections = serving.settings().limits().connectionsPerSocket();
        this.serving = serving;
        this.observer = serving.observer();
        this.binding = new ServerBootstrap()
                .group(vertx.getAcceptorEventLoopGroup(), vertx.getEventLoopGroup())
                .channelFactory(vertx.transport().serverChannelFactory(false))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(new InetSocketAddress(key.address(), key.port()));
    }

    private void accept(Channel channel) {
        Worker worker = workers.get(channel.eventLoop());
        if (connections.incrementAndGet() > maxConnections
                || serving.connections() >= serving.settings().limits().connections()
                || worker == null) {
            connections.decrementAndGet();
            observer.clientRejected(key);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> connections.decrementAndGet());
        worker.accept(channel, key);
    }

    @Override
    public ChannelFuture binding() {
        return binding;
    }

    @Override
    public void drain(Runnable drained) {
        close(drained);
    }

    /** What was accepted lives on. */
    @Override
    public void close(Runnable closed) {
        binding.addListener(_ -> binding.channel().close().addListener(_ -> closed.run()));
    }
}

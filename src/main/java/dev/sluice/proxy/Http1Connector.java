package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.impl.ContextInternal;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;

/** Opens connections in HTTP/1.1. */
final class Http1Connector implements UpstreamConnector {
    /** In bytes. The size of reads follows what comes, up to this: what a large body costs is mostly their number. */
    private static final int LARGEST_READ = 1 << 17;

    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(64, 2_048, LARGEST_READ);

    private final Bootstrap bootstrap;
    private final ProxySettings settings;
    private final Http1Writer writer;

    Http1Connector(ContextInternal context, ProxySettings settings, Http1Writer writer) {
        this.settings = settings;
        this.writer = writer;
        bootstrap = new Bootstrap()
                .group(context.nettyEventLoop())
                .channelFactory(context.owner().transport().channelFactory(false))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RCVBUF_ALLOCATOR, READS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) handshakeMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // What reads comes when the connection is secure.
                    }
                });
    }

    private long handshakeMillis() {
        return settings.upstreams().connect().toMillis();
    }

    @Override
    public boolean multiplexed() {
        return false;
    }

    @Override
    public void connect(Endpoint endpoint, UpstreamTls tls, Outcome outcome) {
        ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(endpoint.address(), endpoint.port()));
        connecting.addListener(_ -> {
            if (connecting.isSuccess()) {
                secure(connecting.channel(), tls, outcome);
            } else {
                outcome.failed(UpstreamConnector.error(connecting.cause()), connecting.cause());
            }
        });
    }

    private void secure(Channel channel, UpstreamTls tls, Outcome outcome) {
        switch (tls) {
            case UpstreamTls.Cleartext _ -> outcome.connected(http(channel));
            case UpstreamTls.Unusable _ -> {
                channel.close();
                SSLException cause = new SSLException("nothing to verify the backend with");
                outcome.failed(UpstreamConnector.error(cause), cause);
            }
            case UpstreamTls.Spoken spoken ->
                UpstreamHandshake.on(channel, spoken, handshakeMillis()).onComplete(done -> {
                    if (done.succeeded()) {
                        outcome.connected(http(channel));
                    } else {
                        outcome.failed(UpstreamConnector.error(done.cause()), done.cause());
                    }
                });
        }
    }

    private Http1Upstream http(Channel channel) {
        Http1Upstream http = new Http1Upstream(channel, writer);
        channel.pipeline()
                .addLast(Http1Upstream.DECODER, new Http1ResponseDecoder(settings.limits(), LARGEST_READ, http))
                .addLast(Http1Upstream.NAME, http);
        return http;
    }

    @Override
    public void close() {
        // Connections are closed by the pools.
    }
}

package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpChannelConnector;
import io.vertx.core.http.impl.HttpClientConnection;
import io.vertx.core.http.impl.HttpClientImpl;
import io.vertx.core.impl.CloseFuture;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetClientImpl;
import io.vertx.core.net.impl.NetSocketInternal;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to endpoints in one protocol on one event loop. */
final class UpstreamConnector {
    /** Told how a connection attempt ended. */
    interface Outcome {
        /**
         * Ends the attempt.
         *
         * @param http null if there is none
         * @param error why there is none
         * @param cause of that, or null
         */
        void done(@Nullable HttpClientConnection http, ProxyError error, @Nullable Throwable cause);
    }

    /** In bytes: so that one stream that is not read does not hold up all others. */
    private static final int HTTP2_CONNECTION_WINDOW = 1 << 20;

    /** In bytes. The size of reads follows what comes, up to this: what a large body costs is mostly their number. */
    private static final int LARGEST_READ = 1 << 17;

    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(64, 2_048, LARGEST_READ);

    private final ContextInternal context;
    private final HttpClientImpl client;
    private final HttpVersion version;
    private final long handshakeMillis;

    UpstreamConnector(ContextInternal context, HttpVersion version, ProxySettings settings) {
        this.context = context;
        this.version = version;
        this.handshakeMillis = settings.upstreams().connect().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setKeepAlive(true)
                .setPipelining(false)
                .setPoolCleanerPeriod(0)
                .setDecompressionSupported(false)
                .setMaxChunkSize(LARGEST_READ)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) settings.upstreams().connect().toMillis())
                .setMaxHeaderSize(settings.limits().headerBytes())
                .setMaxInitialLineLength(settings.limits().requestLineBytes())
                .setHttp2MultiplexingLimit(settings.upstreams().streams());
        options.setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW);
        options.getInitialSettings()
                .setMaxHeaderListSize(settings.limits().headerBytes())
                .setPushEnabled(false);
        client = new HttpClientImpl(context.owner(), options, options.getPoolOptions(), new CloseFuture());
    }

    /** Whether a connection carries several requests at once. */
    boolean multiplexed() {
        return version == HttpVersion.HTTP_2;
    }

    void connect(Endpoint endpoint, UpstreamTls tls, Outcome outcome) {
        SocketAddress address = SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address());
        NetClientImpl net = (NetClientImpl) client.netClient();
        HttpChannelConnector connector =
                new HttpChannelConnector(client, net, null, null, version, false, false, false, address, address);
        Promise<NetSocket> connected = context.promise();
        connected
                .future()
                .flatMap(socket -> secure(socket, tls))
                .flatMap(socket -> connector.wrap(context, socket))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        HttpClientConnection http = result.result();
                        if (multiplexed()) {
                            GatheredFlushes.on(http.channel().pipeline());
                        } else {
                            http.channel()
                                    .pipeline()
                                    .addBefore("handler", "interim", new InterimResponses())
                                    .addBefore("handler", "bodies", new ResponseBodies());
                            http.channel().config().setRecvByteBufAllocator(READS);
                        }
                        outcome.done(http, Upstream.CONNECT_REFUSED, null);
                    } else {
                        outcome.done(null, error(result.cause()), result.cause());
                    }
                });
        net.connectInternal(null, address, address, null, false, false, false, false, connected, context, 0);
    }

    /** Shakes hands where TLS is spoken. HTTP must be set up in the very turn of the loop in which that succeeds. */
    private Future<NetSocket> secure(NetSocket socket, UpstreamTls tls) {
        return switch (tls) {
            case UpstreamTls.Cleartext _ -> Future.succeededFuture(socket);
            case UpstreamTls.Unusable _ -> {
                socket.close();
                yield Future.failedFuture(new SSLException("nothing to verify the backend with"));
            }
            case UpstreamTls.Spoken spoken ->
                UpstreamHandshake.on(
                                ((NetSocketInternal) socket)
                                        .channelHandlerContext()
                                        .channel(),
                                spoken,
                                handshakeMillis)
                        .map(socket);
        };
    }

    private static ProxyError error(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException _ -> Upstream.CONNECT_TIMEOUT;
            case SSLException _ -> Upstream.TLS_FAILED;
            default -> Upstream.CONNECT_REFUSED;
        };
    }

    void close() {
        client.close();
    }
}

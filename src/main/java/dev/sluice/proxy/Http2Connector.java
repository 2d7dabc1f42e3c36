package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
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

/** Opens connections in HTTP/2. */
final class Http2Connector implements UpstreamConnector {
    /** In bytes: so that one stream that is not read does not hold up all others. */
    private static final int HTTP2_CONNECTION_WINDOW = 1 << 20;

    private final ContextInternal context;
    private final HttpClientImpl client;
    private final long handshakeMillis;

    Http2Connector(ContextInternal context, ProxySettings settings) {
        this.context = context;
        this.handshakeMillis = settings.upstreams().connect().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setPoolCleanerPeriod(0)
                .setDecompressionSupported(false)
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

    @Override
    public boolean multiplexed() {
        return true;
    }

    @Override
    public void connect(Endpoint endpoint, UpstreamTls tls, Outcome outcome) {
        SocketAddress address = SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address());
        NetClientImpl net = (NetClientImpl) client.netClient();
        HttpChannelConnector connector = new HttpChannelConnector(
                client, net, null, null, HttpVersion.HTTP_2, false, false, false, address, address);
        Promise<NetSocket> connected = context.promise();
        connected
                .future()
                .flatMap(socket -> secure(socket, tls))
                .flatMap(socket -> connector.wrap(context, socket))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        HttpClientConnection http = result.result();
                        GatheredFlushes.on(http.channel().pipeline());
                        outcome.connected(new Http2Upstream(context, http));
                    } else {
                        outcome.failed(UpstreamConnector.error(result.cause()), result.cause());
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

    @Override
    public void close() {
        client.close();
    }
}

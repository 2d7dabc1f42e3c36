package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;
import io.vertx.core.spi.metrics.TCPMetrics;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's HTTP server without a socket, for HTTP/2: it is given connections that are accepted, and decrypted, elsewhere. This is
 * the one place that relies on the inner life of Vert.x's server; look here at each update.
 */
final class FrontServer extends HttpServerImpl {
    /** In bytes: so that one stream that is not read does not hold up all others. */
    private static final int HTTP2_CONNECTION_WINDOW = 1 << 20;

    private final BiConsumer<Channel, SslChannelProvider> pipeline;

    private FrontServer(Worker worker, HttpServerOptions options) {
        super(worker.context().owner(), options);
        requestHandler(worker::handle);
        connectionHandler(worker::established);
        // Broken connections are seen by their requests; what concerns none is no news.
        exceptionHandler(_ -> {});
        pipeline = childHandler(worker.context(), SocketAddress.inetSocketAddress(80, "localhost"), null);
    }

    static FrontServer of(Worker worker) {
        ProxySettings.Limits limits = worker.settings().limits();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setHttp2ClearTextEnabled(true)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setHandle100ContinueAutomatically(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2RstFloodMaxRstFramePerWindow(limits.resetsPerWindow())
                .setHttp2RstFloodWindowDuration(30)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
        options.setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW);
        options.getInitialSettings()
                .setMaxConcurrentStreams(limits.concurrentStreams())
                .setMaxHeaderListSize(limits.headerBytes());
        return new FrontServer(worker, options);
    }

    /** Takes over a connection whose bytes are HTTP in the clear. */
    void accept(Channel channel) {
        pipeline.accept(channel, null);
    }

    @Override
    protected @Nullable TCPMetrics<?> createMetrics(SocketAddress localAddress) {
        return null;
    }
}

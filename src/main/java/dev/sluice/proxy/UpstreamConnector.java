package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import io.netty.channel.ConnectTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to endpoints in one protocol on one event loop. */
interface UpstreamConnector {
    /** Told how a connection attempt ended. */
    interface Outcome {
        void connected(UpstreamTransport transport);

        /**
         * There is no connection.
         *
         * @param cause of that, or null
         */
        void failed(ProxyError error, @Nullable Throwable cause);
    }

    /** Whether a connection carries several requests at once. */
    boolean multiplexed();

    void connect(Endpoint endpoint, UpstreamTls tls, Outcome outcome);

    void close();

    /** Why there is no connection. */
    static ProxyError error(Throwable cause) {
        return switch (cause) {
            case ConnectTimeoutException _ -> Upstream.CONNECT_TIMEOUT;
            case SSLException _ -> Upstream.TLS_FAILED;
            default -> Upstream.CONNECT_REFUSED;
        };
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.SocketKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A client's connection: what it was accepted on, its requests under way, how long it has been idle. */
final class DownstreamConnection {
    static final AttributeKey<DownstreamConnection> KEY = AttributeKey.valueOf(DownstreamConnection.class, "this");

    private final Worker worker;
    private final SocketKey socket;
    private final Channel channel;
    private final String address;
    private final List<Exchange> exchanges = new ArrayList<>(1);
    private @Nullable String terminatedBy;
    private @Nullable ClientValidation clients;
    private @Nullable String certificate;
    private long heeded;
    private @Nullable HttpConnection http;
    private boolean http1;
    private @Nullable StreamRelay relay;
    private boolean announced;
    private boolean draining;
    private long drainLimitMillis;
    private boolean upgraded;
    private boolean lingering;
    private long idleSince;
    /** When the first byte of the request came whose header is not complete, or 0. */
    private long headSince;

    DownstreamConnection(Worker worker, SocketKey socket, Channel channel) {
        this.worker = worker;
        this.socket = socket;
        this.channel = channel;
        this.address = channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "";
        this.idleSince = System.nanoTime();
    }

    SocketKey socket() {
        return socket;
    }

    Channel channel() {
        return channel;
    }

    /** The client's IP address. */
    String address() {
        return address;
    }

    /** The section name of the listener that terminated TLS, or null for cleartext. */
    @Nullable
    String terminatedBy() {
        return terminatedBy;
    }

    /** @param accepted whom the listener accepts, or null if it asks nobody */
    void terminatedBy(String listener, @Nullable ClientValidation accepted) {
        terminatedBy = listener;
        clients = accepted;
    }

    /** The client's certificate in DER, in base64, if it was verified and backends are to know; else null. */
    @Nullable
    String certificate() {
        if (clients == null
                || clients.insecureFallback()
                || !worker.settings().forwarding().clientCertificate()) {
            return null;
        }
        if (certificate == null) {
            certificate = shown();
        }
        return certificate;
    }

    private @Nullable String shown() {
        try {
            SSLSession session =
                    channel.pipeline().get(SslHandler.class).engine().getSession();
            return Base64.getEncoder().encodeToString(session.getPeerCertificates()[0].getEncoded());
        } catch (SSLPeerUnverifiedException | CertificateEncodingException none) {
            return null;
        }
    }

    /**
     * Minds a new table: where it asks clients for other certificates than those that this one was accepted with, the
     * connection ends after the requests that it carries.
     */
    private void heed() {
        ServedTable table = worker.table();
        if (table.generation() == heeded) {
            return;
        }
        heeded = table.generation();
        ServedPort port = terminatedBy == null ? null : table.port(socket);
        ClientValidation asked = port == null ? null : port.clients().get(terminatedBy);
        if (asked != null && !asked.insecureFallback() && !asked.equals(clients)) {
            long limit = worker.settings().times().drain().toMillis();
            drain(limit);
            worker.schedule(this::cut, limit, worker.observer()::bug);
        }
    }

    String scheme() {
        return terminatedBy == null ? "http" : "https";
    }

    /** What it carries is bytes. */
    void carriedBy(StreamRelay carrier) {
        relay = carrier;
    }

    /** HTTP/1 has begun. */
    void establishedHttp1() {
        http1 = true;
        if (draining) {
            drainNow();
        }
    }

    /** HTTP/2 has begun, perhaps after an upgrade. */
    void established(HttpConnection connection) {
        http = connection;
        http1 = false;
        MethodCheck.on(channel.pipeline());
        GatheredFlushes.on(channel.pipeline());
        if (draining) {
            drainNow();
        }
    }

    boolean isHttp1() {
        return http1;
    }

    void began(Exchange exchange) {
        exchanges.add(exchange);
        heed();
        if (worker.isStopping()) {
            announceEnd();
        }
    }

    void ended(Exchange exchange) {
        exchanges.remove(exchange);
        if (exchanges.isEmpty()) {
            idleSince = System.nanoTime();
            if (draining && isHttp1()) {
                closeSoon();
            }
        }
    }

    void upgraded() {
        upgraded = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether a response is to tell the client to use another connection for its next request. */
    boolean isLastResponse() {
        return draining || worker.isStopping();
    }

    /**
     * Asks a client that speaks HTTP/2 to open no more streams here, and serves those that it had not heard of this for
     * (RFC 9113, section 6.8). In HTTP/1 the next response says it.
     */
    void announceEnd() {
        HttpConnection connection = http;
        if (connection != null && !http1 && !announced) {
            announced = true;
            connection.goAway(Http2Error.NO_ERROR.code(), Integer.MAX_VALUE);
        }
    }

    /** A header has begun to come; the client has limited time to send the rest. */
    void headBegan() {
        if (headSince == 0) {
            headSince = System.nanoTime();
        }
    }

    void headComplete() {
        headSince = 0;
    }

    /**
     * Lets the requests under way end and takes no more.
     *
     * @param limitMillis how long they may take
     */
    void drain(long limitMillis) {
        if (!draining) {
            draining = true;
            drainLimitMillis = Math.max(1, limitMillis);
            drainNow();
        }
    }

    private void drainNow() {
        HttpConnection connection = http;
        if (isHttp1()) {
            if (exchanges.isEmpty() && headSince == 0) {
                closeSoon();
            }
        } else if (connection == null) {
            if (relay == null && headSince == 0) {
                channel.close();
            }
        } else {
            connection.shutdown(drainLimitMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes after what is being written has been written. */
    private void closeSoon() {
        channel.eventLoop().execute(() -> {
            if (exchanges.isEmpty()) {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        });
    }

    /** Ends everything at once. */
    void cut() {
        for (Exchange exchange : List.copyOf(exchanges)) {
            exchange.fail(ProxyError.Internal.STOPPED);
        }
        if (relay == null) {
            channel.close();
        } else {
            relay.abort(ProxyError.Internal.STOPPED);
        }
    }

    void close() {
        channel.close();
    }

    /** Whether a refused client is given time to read why: bytes it still sends would otherwise reset the connection. */
    boolean lingers() {
        return lingering;
    }

    void linger() {
        lingering = true;
    }

    /** Looks after time limits. */
    void sweep(long now) {
        heed();
        ProxySettings.Times times = worker.settings().times();
        if (headSince != 0 && now - headSince > times.head().toNanos()) {
            headTimedOut();
        } else if (relay != null) {
            relay.sweep(now);
        } else if (!exchanges.isEmpty()) {
            for (Exchange exchange : List.copyOf(exchanges)) {
                try {
                    exchange.sweep(now);
                } catch (RuntimeException bug) {
                    exchange.bug(bug);
                }
            }
        } else if (!upgraded
                && headSince == 0
                && now - idleSince > times.keepAlive().toNanos()) {
            if (http == null || isHttp1()) {
                channel.close();
            } else {
                http.shutdown(1, TimeUnit.SECONDS);
                idleSince = now;
            }
        }
    }

    private void headTimedOut() {
        headSince = 0;
        if (!http1 || !exchanges.isEmpty()) {
            channel.close();
            return;
        }
        ErrorResponses.Answer answer = ErrorResponses.of(ProxyError.Downstream.HEAD_TIMEOUT);
        ByteBuf response = Unpooled.copiedBuffer(
                "HTTP/1.1 " + answer.status() + " Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
                StandardCharsets.US_ASCII);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}

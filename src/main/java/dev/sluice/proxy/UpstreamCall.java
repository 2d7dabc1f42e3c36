package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The upstream side of a request: chooses an endpoint, gets a connection, sends the request. A try moves on to another
 * endpoint only as long as no byte was sent, with one exception: a request that may be repeated and has no body is sent
 * once more if a connection that had been idle turns out to be closed.
 */
final class UpstreamCall implements UpstreamPool.Acquirer {
    private static final int REFUSED_STREAM = 0x7;
    private static final int CANCEL = 0x8;
    private static final StreamPriority PRIORITY = new StreamPriority();

    private final Worker worker;
    private final Exchange exchange;
    private final Decision.Forward forward;
    private final HttpRequestHead head;
    private final UpstreamTls tls;
    private final RequestBody body;
    private final boolean upgrade;
    private final boolean rawHeaders;
    private Set<Endpoint> tried = Set.of();
    private @Nullable UpstreamPool pool;
    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamConnection connection;
    private @Nullable HttpClientStream stream;
    private @Nullable ResponseRelay relay;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean replayed;
    private boolean aborted;
    private long chosen;
    private long upstreamNanos;

    UpstreamCall(
            Worker worker,
            Exchange exchange,
            Decision.Forward forward,
            RequestHead client,
            DownstreamConnection connection,
            ServedPort port) {
        this.worker = worker;
        this.exchange = exchange;
        this.forward = forward;
        this.tls = port.tlsOf(forward.backend());
        HttpServerRequest request = exchange.request();
        boolean http2 = isHttp2();
        this.body = new RequestBody(exchange, connection, bodyRate(client));
        this.upgrade = !http2 && Upgrades.wanted(request);
        MultiMap headers = worker.requestForwarding()
                .headers(
                        client,
                        request.version(),
                        new ForwardedHeaders.Client(
                                connection.address(), connection.scheme(), client.authority(), port.listenerPort()),
                        http2,
                        body.exists(),
                        worker.random());
        String authority = forward.authority();
        if (!forward.requestChanges().isEmpty()) {
            HeaderModification.apply(forward.requestChanges(), headers);
            String host = headers.get("host");
            if (host != null) {
                authority = host;
                headers.remove("host");
            }
        }
        if (upgrade) {
            Upgrades.ask(request, headers);
        }
        this.rawHeaders = !http2 && RawHeaders.needed(headers);
        this.head = new HttpRequestHead(
                request.method(), forward.target(), headers, authority.isEmpty() ? null : authority, null, null);
    }

    /** Bytes a second; the calls of gRPC may last and carry little. */
    private int bodyRate(RequestHead client) {
        return client.isGrpc() ? 0 : worker.settings().limits().bodyBytesPerSecond();
    }

    /** Whether the client has had time enough to send more of its body than it did. */
    boolean bodyIsTooSlow(long now) {
        return body.isTooSlow(now, worker.settings().times().head().toNanos());
    }

    private boolean isHttp2() {
        return switch (forward.backend().protocol()) {
            case HTTP1, WEBSOCKET -> false;
            case H2C -> true;
        };
    }

    @Nullable
    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether the client has yet to send the rest of its body. */
    boolean awaitsClient() {
        return body.awaitsClient();
    }

    long upstreamNanos() {
        return upstreamNanos;
    }

    void start() {
        if (tls instanceof UpstreamTls.Unusable) {
            exchange.fail(ProxyError.Internal.INVALID_BACKEND);
            return;
        }
        body.hold();
        tryEndpoint();
    }

    private void tryEndpoint() {
        Endpoint[] ready = worker.endpoints().of(forward.backend().endpoints());
        Endpoint next = worker.choice().choose(ready, forward.backend().protocol(), tls, tried);
        if (next == null) {
            exchange.fail(Upstream.NO_ENDPOINTS);
            return;
        }
        endpoint = next;
        chosen = System.nanoTime();
        long limit = forward.rule().timeouts().backendRequest();
        if (limit > 0) {
            cancelTimeout();
            timeout = worker.schedule(() -> exchange.fail(Upstream.BACKEND_TIMEOUT), limit, TimeUnit.MILLISECONDS);
        }
        acquire(next, false);
    }

    private void acquire(Endpoint from, boolean fresh) {
        UpstreamPool asked = worker.pools().of(from, forward.backend().protocol(), tls);
        pool = asked;
        asked.acquire(this, fresh, chosen);
    }

    @Override
    public void unavailable(ProxyError error) {
        if (aborted) {
            return;
        }
        if (tried.isEmpty()) {
            tried = new HashSet<>();
        }
        if (endpoint != null) {
            tried.add(endpoint);
        }
        if (error.retryable() && tried.size() < worker.settings().upstreams().connectAttempts() && moreEndpoints()) {
            tryEndpoint();
        } else {
            exchange.fail(error);
        }
    }

    private boolean moreEndpoints() {
        for (Endpoint ready : worker.endpoints().of(forward.backend().endpoints())) {
            if (!tried.contains(ready)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void acquired(UpstreamConnection acquired) {
        if (aborted) {
            acquired.release(System.nanoTime());
            return;
        }
        connection = acquired;
        UpstreamConnection.Lease lease = acquired.lease();
        acquired.http().createStream(worker.context(), created -> {
            if (created.failed()) {
                lost(lease, created.cause(), true);
            } else if (aborted) {
                lease.release();
                created.result().reset(new StreamResetException(CANCEL));
            } else {
                try {
                    send(lease, created.result());
                } catch (RuntimeException bug) {
                    bug(bug);
                }
            }
        });
    }

    private void send(UpstreamConnection.Lease lease, HttpClientStream opened) {
        stream = opened;
        ResponseRelay answer = new ResponseRelay(worker, exchange, this, opened, head.method);
        relay = answer;
        boolean[] sending = {true};
        opened.closeHandler(_ -> lease.release());
        opened.exceptionHandler(cause -> lost(lease, cause, sending[0]));
        opened.headHandler(response -> {
            if (!aborted && stream == opened) {
                try {
                    responded(lease.connection(), opened, answer, response);
                } catch (RuntimeException bug) {
                    bug(bug);
                }
            }
        });
        answer.listen();
        if (rawHeaders) {
            RawHeaders.install(lease.connection().channel());
        }
        opened.writeHead(head, body.isChunked(), null, !body.exists() && !upgrade, PRIORITY, upgrade, body.written());
        sending[0] = false;
        if (body.exists() && stream == opened) {
            body.pumpTo(opened);
        }
    }

    /** Vert.x would only log what a callback throws, and the client would wait for its time-out. */
    private void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        exchange.fail(ProxyError.Internal.BUG);
    }

    private void responded(
            UpstreamConnection from, HttpClientStream opened, ResponseRelay answer, HttpResponseHead response) {
        upstreamNanos = System.nanoTime() - chosen;
        from.heed(response.headers);
        if (HopByHop.closes(response.headers)) {
            from.detach();
        }
        if (isHttp2() && !HeaderValues.areValid(response.headers)) {
            exchange.fail(Upstream.BAD_RESPONSE);
        } else if (response.statusCode >= 200) {
            try {
                answer.head(response, forward.responseChanges());
            } catch (IllegalArgumentException notHttp) {
                exchange.fail(Upstream.BAD_RESPONSE);
            }
        } else if (response.statusCode == 101 && upgrade) {
            cancelTimeout();
            aborted = true;
            Upgrades.accept(worker, exchange, from, opened, response, forward.responseChanges());
        } else {
            exchange.fail(Upstream.BAD_RESPONSE);
        }
    }

    /**
     * The connection or stream broke.
     *
     * @param unsent whether it did before a byte of the request was sent
     */
    private void lost(UpstreamConnection.Lease lease, Throwable cause, boolean unsent) {
        UpstreamConnection used = lease.connection();
        used.broken();
        lease.release();
        if (aborted || connection != used) {
            return;
        }
        connection = null;
        stream = null;
        boolean answered = relay != null && relay.begun();
        if (!answered && endpoint != null && (unsent ? !replayed : mayReplay(used, cause))) {
            replayed = true;
            worker.observer().replayed(endpoint);
            acquire(endpoint, true);
        } else {
            exchange.fail(UpstreamFailures.of(cause));
        }
    }

    /** RFC 9110, section 9.2.2: only what may be repeated; RFC 9113, section 8.7: what was surely not processed. */
    private boolean mayReplay(UpstreamConnection used, Throwable cause) {
        if (replayed || body.exists() || !UpstreamFailures.isClosed(cause)) {
            return false;
        }
        if (cause instanceof StreamResetException reset) {
            return reset.getCode() == REFUSED_STREAM;
        }
        HttpMethod method = head.method;
        return used.used()
                && (method == HttpMethod.GET
                        || method == HttpMethod.HEAD
                        || method == HttpMethod.OPTIONS
                        || method == HttpMethod.PUT
                        || method == HttpMethod.DELETE);
    }

    /** The response is over. */
    void completed() {
        cancelTimeout();
        HttpClientStream open = stream;
        if (upgrade && open != null) {
            // Vert.x keeps a request with an upgrade open; the answer was an ordinary response.
            open.writeBuffer(null, true, body.written());
        } else if (body.stop() && open != null) {
            // The backend answered before it had the whole body and does not want the rest.
            aborted = true;
            open.reset(new StreamResetException(CANCEL));
        }
        exchange.succeeded();
    }

    /** Stops everything; nothing is reported any more. */
    void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        cancelTimeout();
        body.stop();
        if (stream != null) {
            stream.reset(new StreamResetException(CANCEL));
        } else if (pool != null) {
            pool.giveUp(this);
        }
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}

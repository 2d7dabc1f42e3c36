package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RetryConstraint;
import dev.sluice.routing.RetryPolicy;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The upstream side of a request: chooses an endpoint and tries it. It moves on to another one only as long as no byte
 * was sent, with two exceptions: a request that may be repeated and has no body is sent once more to the same endpoint if
 * a connection that had been idle turns out to be closed, and once to another if it is closed without a word; and a rule
 * may want requests repeated.
 */
final class UpstreamCall implements UpstreamTry.Owner {
    private final Worker worker;
    private final Exchange exchange;
    private final Decision.Forward forward;
    private final UpstreamRequest head;
    private final ServedPort port;
    private final UpstreamTls tls;
    private final RequestBody body;
    private final boolean upgrade;
    private final @Nullable Retrying retrying;
    private final @Nullable Session session;
    /** Null until a try has failed. */
    private @Nullable Failover failover;

    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamTry attempt;
    private @Nullable ResponseRelay relay;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean replayed;
    private boolean answered;
    private boolean aborted;
    private long chosen;
    private long upstreamNanos;

    UpstreamCall(
            Worker worker,
            Exchange exchange,
            Decision.Forward forward,
            RequestHead client,
            DownstreamConnection connection,
            ServedPort port,
            RequestBody body) {
        this.worker = worker;
        this.exchange = exchange;
        this.forward = forward;
        this.port = port;
        this.tls = port.tlsOf(forward.backend());
        this.body = body;
        DownstreamRequest request = exchange.request();
        boolean http2 = forward.backend().protocol().isHttp2();
        RetryPolicy retry = forward.rule().retry();
        this.retrying = retry == null ? null : new Retrying(worker, retry, forward.backend(), client.isGrpc());
        this.session = Session.of(
                worker.sessionKeys(),
                forward.rule(),
                forward.backend(),
                client,
                connection.scheme().equals("https"));
        this.upgrade = !http2 && Upgrades.wanted(request);
        this.head = UpstreamHead.of(worker, exchange, client, forward, port.listenerPort(), http2, body.exists());
        if (upgrade) {
            Upgrades.ask(request, head.headers());
        }
    }

    /** Whether the client has had time enough to send more of its body than it did. */
    boolean bodyIsTooSlow(long now) {
        return body.isTooSlow(now, worker.settings().times().head().toNanos());
    }

    /** The Service port that was chosen. */
    EndpointKey backend() {
        return forward.backend().endpoints();
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
        RetryConstraint constraint = forward.backend().retries();
        if (constraint != null) {
            worker.retryConstraints().requested(forward.backend(), constraint, System.nanoTime());
        }
        if (retrying != null) {
            body.keep(new KeptBody(
                    worker.bodyBudget(), worker.settings().buffers().body()));
        }
        if (!forward.mirrors().isEmpty() && !upgrade) {
            body.copyTo(MirroredRequest.start(worker, forward.mirrors(), port, head, body));
        }
        tryEndpoint();
    }

    private void tryEndpoint() {
        Endpoint next = failover == null ? Failover.first(worker, forward.backend(), tls, session) : failover.next();
        if (next == null) {
            exchange.fail(Upstream.NO_ENDPOINTS);
            return;
        }
        endpoint = next;
        replayed = false;
        chosen = System.nanoTime();
        long limit = forward.rule().timeouts().backendRequest();
        if (limit > 0) {
            cancelTimeout();
            timeout = worker.schedule(this::timedOut, limit, this::bug);
        }
        begin(next, false);
    }

    private Failover failover() {
        if (failover == null) {
            failover = new Failover(worker, worker.choice(), forward.backend(), tls, session, retrying);
        }
        return failover;
    }

    private void begin(Endpoint at, boolean fresh) {
        RequestTrace trace = exchange.trace();
        UpstreamTry next = new UpstreamTry(
                worker,
                this,
                at,
                worker.pools().of(at, forward.backend().protocol(), tls),
                trace == null ? null : trace.tries(head, forward.backend(), at));
        attempt = next;
        next.begin(fresh, chosen);
    }

    @Override
    public void unavailable(UpstreamTry from, ProxyError error) {
        if (error.retryable()) {
            goOn(failover().refused(from.endpoint()), error);
        } else {
            exchange.fail(error);
        }
    }

    @Override
    public void writeHead(UpstreamTry from, UpstreamStream opened) {
        relay = new ResponseRelay(worker, exchange, this, opened, head.method());
        opened.writeHead(head, body.isChunked(), !body.exists() && !upgrade, upgrade);
    }

    @Override
    public void writeBody(UpstreamTry from, UpstreamStream opened) {
        if (body.exists()) {
            body.pumpTo(opened);
            if (retrying == null) {
                body.forget();
            }
        }
    }

    @Override
    public void continues() {
        if (relay != null) {
            relay.continues();
        }
    }

    @Override
    public void hints(Headers headers) {
        exchange.interim(headers);
    }

    @Override
    public void piece(ByteBuf bytes) {
        if (relay == null) {
            bytes.release();
        } else {
            relay.piece(bytes);
        }
    }

    @Override
    public void rest() {
        if (relay != null) {
            relay.rest();
        }
    }

    @Override
    public void end(UpstreamTry from, @Nullable Headers trailers) {
        if (relay != null) {
            relay.end(trailers);
        }
    }

    @Override
    public void written(int bytes) {
        exchange.moved();
    }

    @Override
    public void drained() {
        body.drained();
    }

    @Override
    public void bug(RuntimeException thrown) {
        exchange.bug(thrown);
    }

    @Override
    public void responded(UpstreamTry from, UpstreamResponse response) {
        upstreamNanos = System.nanoTime() - chosen;
        if (forward.backend().protocol().isHttp2() && !HeaderValues.areValid(response.headers())) {
            exchange.fail(Upstream.BAD_RESPONSE);
        } else if (response.status() >= 200 && response.status() < 600) {
            if (retrying != null && retrying.wants(response) && retryInstead(from)) {
                return;
            }
            relay(response);
        } else if (response.status() == 101 && upgrade) {
            aborted = true;
            settle();
            rememberEndpoint();
            Upgrades.accept(worker, exchange, from, response, forward.responseChanges());
        } else {
            exchange.fail(Upstream.BAD_RESPONSE);
        }
    }

    private void relay(UpstreamResponse response) {
        body.forget();
        answered = true;
        try {
            if (relay != null) {
                relay.head(response, forward.responseChanges());
                rememberEndpoint();
            }
        } catch (IllegalArgumentException notHttp) {
            exchange.fail(Upstream.BAD_RESPONSE);
        }
    }

    private void rememberEndpoint() {
        if (session != null && endpoint != null) {
            session.writeTo(exchange.response().headers(), endpoint);
        }
    }

    /** Tries again instead of passing a response on; false if that must not be. */
    private boolean retryInstead(UpstreamTry from) {
        long delay = body.canRepeat() ? failover().failed(from.endpoint()) : Failover.NEVER;
        if (delay == Failover.NEVER) {
            return isExhausted();
        }
        retire();
        if (body.isComplete() && !upgrade) {
            from.discardResponse();
        } else {
            from.abort();
        }
        tryAfter(delay);
        return true;
    }

    /** Gives up if the policy for the backend allows no more retries, which the client is to be told. */
    private boolean isExhausted() {
        boolean exhausted = retrying != null && retrying.isExhausted();
        if (exhausted) {
            exchange.fail(Upstream.RETRIES_EXHAUSTED);
        }
        return exhausted;
    }

    private void retire() {
        relay = null;
        attempt = null;
    }

    private void goOn(long delay, ProxyError error) {
        if (delay == Failover.NEVER) {
            if (!isExhausted()) {
                exchange.fail(error);
            }
        } else {
            retire();
            tryAfter(delay);
        }
    }

    private void tryAfter(long delay) {
        cancelTimeout();
        body.hold();
        if (delay == 0) {
            tryEndpoint();
        } else {
            timeout = worker.schedule(this::tryEndpoint, delay, this::bug);
        }
    }

    private void timedOut() {
        UpstreamTry late = attempt;
        if (late == null || retrying == null || !(late.isUnsent() || retrying.mayRepeatLate(head.method()))) {
            exchange.fail(Upstream.BACKEND_TIMEOUT);
            return;
        }
        late.abort();
        goOn(afterLoss(late), Upstream.BACKEND_TIMEOUT);
    }

    /** How long to wait before a request is sent once more that may have been sent already, or never. */
    private long afterLoss(UpstreamTry from) {
        return answered || !body.canRepeat() ? Failover.NEVER : failover().failed(from.endpoint());
    }

    @Override
    public void lost(UpstreamTry from, Throwable cause, boolean unsent) {
        Loss loss = new Loss(cause, unsent, answered || (relay != null && relay.begun()));
        Endpoint at = from.endpoint();
        if (!replayed && mayReplay(loss, from.connection())) {
            retire();
            replayed = true;
            worker.observer().replayed(at);
            begin(at, true);
        } else if (unsent) {
            goOn(failover().refused(at), loss.error());
        } else if (retrying != null) {
            boolean may = loss.isRefused() || retrying.mayRepeatLost(head.method());
            goOn(may ? afterLoss(from) : Failover.NEVER, loss.error());
        } else {
            boolean may = !body.exists() && loss.isSilentClose(head.method());
            goOn(may ? failover().closed(at) : Failover.NEVER, loss.error());
        }
    }

    /** Whether to try the same endpoint once more, on a connection that was not used before. */
    private boolean mayReplay(Loss loss, UpstreamConnection used) {
        if (loss.begun() || loss.unsent()) {
            return !loss.begun();
        }
        return !body.exists() && (loss.isRefused() || (used.used() && loss.isSilentClose(head.method())));
    }

    /** The response is over. */
    void completed() {
        settle();
        if (body.stop() && attempt != null) {
            // The backend answered before it had the whole body and does not want the rest.
            attempt.abort();
        }
        aborted = true;
        exchange.succeeded();
    }

    /** Stops everything; nothing is reported any more. */
    void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        settle();
        body.stop();
        if (attempt != null) {
            attempt.abort();
        }
    }

    private void settle() {
        cancelTimeout();
        if (retrying != null) {
            retrying.end();
        }
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }
}

package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.Selection;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request, from the end of its header to the end of its response. */
final class Exchange {
    private final Worker worker;
    private final DownstreamConnection downstream;
    private final DownstreamRequest request;
    private final DownstreamResponse response;
    private final long started = System.nanoTime();

    private @Nullable RequestHead head;
    private String gateway = "";
    private @Nullable RuleId rule;
    private ResponseChanges changes = ResponseChanges.NONE;
    private @Nullable RequestTrace trace;
    private @Nullable Admission admission;
    private @Nullable UpstreamCall call;
    private @Nullable ScheduledFuture<?> timeout;
    private @Nullable ProxyError error;
    private long lastMoved = started;
    private boolean moved;
    private boolean tunnelled;
    private boolean finished;

    Exchange(Worker worker, DownstreamConnection downstream, DownstreamRequest request) {
        this.worker = worker;
        this.downstream = downstream;
        this.request = request;
        this.response = request.response();
    }

    void begin() {
        downstream.began(this);
        response.onGone(this::downstreamGone);
        closeIfDraining();
        try {
            route();
        } catch (RuntimeException bug) {
            bug(bug);
        }
    }

    /** Something threw that should not. */
    void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        fail(Internal.BUG);
    }

    /** Answers a request whose header cannot be used. */
    void refuse(ProxyError reason) {
        downstream.began(this);
        response.closeAfter();
        fail(reason);
    }

    private void route() {
        if (request.version() == HttpVersion.HTTP_2) {
            ProxyError refused = StrictRequests.checkHttp2(
                    request.method().name(),
                    request.target(),
                    request.authority(),
                    request.headers(),
                    worker.settings().limits().headers());
            if (refused != null) {
                fail(refused);
                return;
            }
        }
        if (worker.settings().forwarding().clientCertificate()) {
            ForwardedHeaders.removeCertificates(request.headers());
        }
        RequestHead read = RequestHead.of(request, worker.normalisation());
        if (read == null) {
            response.closeAfter();
            fail(Downstream.MALFORMED);
            return;
        }
        head = read;
        ServedPort port = worker.table().port(downstream.socket());
        if (port == null) {
            response.closeAfter();
            fail(Downstream.NO_ROUTE);
            return;
        }
        gateway = port.gateway();
        trace = RequestTrace.begin(worker, port, request, read, downstream, started);
        Selection selection = port.select(downstream.terminatedBy(), read);
        selected(selection);
        Decision decision =
                Decisions.decide(selection, read, downstream.scheme(), port.listenerPort(), worker.random());
        decided(decision);
        switch (decision) {
            case Decision.Refuse refuse -> fail(refuse.error());
            case Decision.Redirect redirect -> redirect(redirect);
            case Decision.Preflight preflight -> answerPreflight(preflight, read);
            case Decision.Forward forward -> forward(forward, read, port, newBody(read));
            case Decision.Guarded guarded -> {
                if (guarded.then() instanceof Decision.Refuse refuse) {
                    fail(refuse.error());
                } else {
                    limit(guarded.rule());
                    admission(read, port).begin(guarded);
                }
            }
            case Decision.Admit admit -> admission(read, port).begin(admit);
        }
    }

    /** Notes which rule is chosen, and why. */
    void selected(Selection selection) {
        if (trace != null) {
            trace.selected(selection);
        }
    }

    /** Notes who has decided, and what the response is to get. */
    void decided(Decision decision) {
        rule = decision.rule() == null ? null : decision.rule().id();
        changes = decision.responseChanges();
    }

    private Admission admission(RequestHead head, ServedPort port) {
        Admission asking = new Admission(worker, this, head, downstream, port);
        admission = asking;
        return asking;
    }

    /** All who were asked allow the request. */
    void proceed(
            Decision allowed,
            List<HeaderChanges> requestChanges,
            List<HeaderChanges> responseChanges,
            RequestHead head,
            ServedPort port,
            RequestBody body) {
        changes = allowed.responseChanges().with(responseChanges);
        switch (allowed) {
            case Decision.Forward forward -> forward(forward.with(requestChanges, changes), head, port, body);
            case Decision.Redirect redirect -> {
                body.stop();
                redirect(redirect);
            }
            case Decision.Preflight preflight -> {
                body.stop();
                answerPreflight(preflight, head);
            }
            case Decision.Refuse refuse -> {
                body.stop();
                fail(refuse.error());
            }
            case Decision.Guarded guarded -> {
                body.stop();
                fail(guarded.then() instanceof Decision.Refuse refuse ? refuse.error() : Internal.BUG);
            }
            case Decision.Admit _ -> fail(Internal.BUG);
        }
    }

    /** Gives the client what somebody who was asked says instead of passing the request on. */
    void deny(Verdict.Denied denied) {
        if (finished) {
            return;
        }
        stop();
        closeIfDraining();
        request.discard();
        RequestHead known = head;
        if (known != null && known.isGrpc()) {
            response.fail(ErrorResponses.denied(denied.status()), true, changes);
        } else {
            GatewayAnswer.denied(request.method(), denied, changes, response);
        }
        finish();
    }

    private void stop() {
        if (admission != null) {
            admission.abort();
        }
        if (call != null) {
            call.abort();
        }
    }

    /** The body on its way; the calls of gRPC may last and carry little. */
    RequestBody newBody(RequestHead head) {
        if (!request.hasBody()) {
            return NoBody.NONE;
        }
        return new StreamedBody(
                this,
                request.version() == HttpVersion.HTTP_2 && head.isGrpc()
                        ? 0
                        : worker.settings().limits().bodyBytesPerSecond());
    }

    void limit(@Nullable RouteRule chosen) {
        long limit = chosen == null ? 0 : chosen.timeouts().request();
        if (limit > 0 && timeout == null) {
            timeout = worker.schedule(() -> fail(Upstream.REQUEST_TIMEOUT), limit, this::bug);
        }
    }

    private void redirect(Decision.Redirect redirect) {
        GatewayAnswer.redirect(redirect, changes, response);
        endWithoutBody();
    }

    private void answerPreflight(Decision.Preflight preflight, RequestHead head) {
        GatewayAnswer.preflight(preflight, head, changes, response);
        endWithoutBody();
    }

    private void endWithoutBody() {
        request.discard();
        response.end(null);
        finish();
    }

    private void forward(Decision.Forward forward, RequestHead head, ServedPort port, RequestBody body) {
        limit(forward.rule());
        UpstreamCall upstream = new UpstreamCall(worker, this, forward, head, downstream, port, body);
        call = upstream;
        upstream.start();
    }

    DownstreamRequest request() {
        return request;
    }

    DownstreamResponse response() {
        return response;
    }

    /** Null if it is not traced. */
    @Nullable
    RequestTrace trace() {
        return trace;
    }

    DownstreamConnection downstream() {
        return downstream;
    }

    /** Tells the client to use another connection for its next request if this one is to go. */
    void closeIfDraining() {
        if (downstream.isLastResponse()) {
            response.closeAfter();
        }
    }

    /** Whether nothing more will be sent to the client. */
    boolean isOver() {
        return finished;
    }

    /** Passes an interim response on: 103 with headers, or 100 without. */
    void interim(@Nullable Headers hints) {
        moved = true;
        if (request.version() != HttpVersion.HTTP_1_0 && !response.headWritten()) {
            response.interim(hints);
        }
    }

    /** Notes that a byte has moved, so that the request is not taken for dead. */
    void moved() {
        moved = true;
    }

    /** The request has become a tunnel: it ends when the connection does. */
    void tunnelled() {
        tunnelled = true;
        downstream.upgraded();
        cancelTimeout();
    }

    /** The response is over and was whole, or the tunnel has closed. */
    void succeeded() {
        if (!finished) {
            finish();
        }
    }

    /** Ends the exchange with an error: answers if nothing was sent yet, else cuts. */
    void fail(ProxyError reason) {
        if (finished) {
            return;
        }
        error = reason;
        stop();
        if (tunnelled) {
            downstream.close();
        } else if (response.headWritten() || response.ended()) {
            response.cut();
        } else {
            RequestHead known = head;
            if (reason == Downstream.BODY_TIMEOUT) {
                response.closeAfter();
            }
            closeIfDraining();
            request.discard();
            response.fail(ErrorResponses.of(reason), known != null && known.isGrpc(), changes);
        }
        finish();
    }

    private void downstreamGone() {
        if (!finished && !tunnelled && !response.ended()) {
            error = Downstream.GONE;
            stop();
            finish();
        }
    }

    /** Ends the exchange if nothing has moved for too long, or the body comes too slowly. */
    void sweep(long now) {
        if (!tunnelled && bodyIsTooSlow(now)) {
            fail(Downstream.BODY_TIMEOUT);
        } else if (moved) {
            moved = false;
            lastMoved = now;
        } else if (now - lastMoved > idleLimit()) {
            fail(awaitsClient() ? Downstream.BODY_TIMEOUT : Upstream.IDLE_TIMEOUT);
        }
    }

    private long idleLimit() {
        ProxySettings.Times times = worker.settings().times();
        return (tunnelled ? times.tunnelIdle() : times.streamIdle()).toNanos();
    }

    private boolean bodyIsTooSlow(long now) {
        return call != null ? call.bodyIsTooSlow(now) : admission != null && admission.bodyIsTooSlow(now);
    }

    private boolean awaitsClient() {
        return call != null ? call.awaitsClient() : admission != null && admission.awaitsClient();
    }

    private void finish() {
        finished = true;
        cancelTimeout();
        downstream.ended(this);
        if (worker.observer() != ProxyObserver.NONE || trace != null) {
            RequestSummary summary = summary();
            worker.observer().requestFinished(summary);
            if (trace != null) {
                trace.finish(summary, response.headWritten() || response.ended() ? response.headers() : null);
            }
        }
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private RequestSummary summary() {
        RequestHead known = head;
        Endpoint endpoint = call == null ? null : call.endpoint();
        HttpVersion version = request.version();
        return new RequestSummary(
                gateway,
                rule,
                downstream.address(),
                version == HttpVersion.HTTP_2 ? "HTTP/2" : version == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1",
                request.method().name(),
                known == null ? "" : known.host(),
                known == null ? "" : known.path(),
                tunnelled ? 101 : response.status(),
                response.bytes(),
                System.nanoTime() - started,
                call == null ? 0 : call.upstreamNanos(),
                call == null ? null : call.backend(),
                endpoint,
                error);
    }
}

package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.proxy.ProxyError.Upstream;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the authorization services of a listener or a rule, one after the other; only then the request goes on. */
final class Authorizing {
    private final Worker worker;
    private final Exchange exchange;
    private final List<ExternalAuth> by;
    private final Passed passed;
    private final RequestHead head;
    private final DownstreamConnection connection;
    private final ServedPort port;
    private final RequestBody body;
    private final List<HeaderChanges> requestChanges = new ArrayList<>();
    private final List<HeaderChanges> responseChanges = new ArrayList<>();
    private @Nullable KeptBody kept;
    private @Nullable ServiceCall<Verdict> call;
    private int asked;
    private boolean over;

    /** How a request goes on that all allow. */
    @FunctionalInterface
    interface Passed {
        /** @param shown the body if it was shown to somebody and is whole, else null */
        void proceed(List<HeaderChanges> request, List<HeaderChanges> response, @Nullable KeptBody shown);
    }

    /** @param kept the body if somebody was shown it before and it is whole, else null */
    Authorizing(
            Worker worker,
            Exchange exchange,
            List<ExternalAuth> by,
            RequestHead head,
            DownstreamConnection connection,
            ServedPort port,
            RequestBody body,
            @Nullable KeptBody kept,
            Passed passed) {
        this.worker = worker;
        this.exchange = exchange;
        this.by = by;
        this.passed = passed;
        this.head = head;
        this.connection = connection;
        this.port = port;
        this.body = body;
        this.kept = kept;
    }

    void start() {
        body.hold();
        int shown = 0;
        for (ExternalAuth auth : by) {
            shown = shown == 0 || (auth.bodyBytes() > 0 && auth.bodyBytes() < shown) ? auth.bodyBytes() : shown;
        }
        if (shown == 0 || !body.exists()) {
            askNext();
            return;
        }
        if (kept != null) {
            if (kept.length() > shown) {
                exchange.fail(Downstream.BODY_TOO_LARGE);
            } else {
                askNext();
            }
            return;
        }
        if (exchange.request().headers().contains("expect")) {
            exchange.interim(null);
        }
        KeptBody keeper = new KeptBody(worker.bodyBudget(), shown);
        kept = keeper;
        body.collect(keeper, () -> {
            if (keeper.isWhole()) {
                askNext();
            } else {
                exchange.fail(keeper.isTooLong() ? Downstream.BODY_TOO_LARGE : Internal.OVERLOADED);
            }
        });
    }

    private void askNext() {
        if (over) {
            return;
        }
        if (asked == by.size()) {
            over = true;
            passed.proceed(requestChanges, responseChanges, kept);
            return;
        }
        ExternalAuth auth = by.get(asked++);
        Buffer shown = auth.bodyBytes() == 0 || kept == null ? Buffer.buffer() : kept.joined();
        AuthorizationProtocol protocol =
                switch (auth.protocol()) {
                    case ExternalAuth.Protocol.Http http ->
                        new HttpAuthorization(auth, http, exchange.request().method(), head, shown);
                    case ExternalAuth.Protocol.Grpc _ ->
                        new GrpcAuthorization(
                                auth,
                                head,
                                exchange.request().version(),
                                connection,
                                System.currentTimeMillis(),
                                body.isComplete() ? body.length() : -1,
                                shown);
                };
        ProxySettings.Authorization settings = worker.settings().authorization();
        ServiceCall<Verdict> next = new ServiceCall<>(
                worker,
                auth.backend(),
                port.tlsOf(auth.backend()),
                protocol,
                settings.answer(),
                settings.answerBytes(),
                this::heard);
        call = next;
        next.start();
    }

    private void heard(Verdict verdict) {
        if (over) {
            return;
        }
        switch (verdict) {
            case Verdict.Allowed(HeaderChanges request, HeaderChanges response) -> {
                requestChanges.add(request);
                responseChanges.add(response);
                askNext();
            }
            case Verdict.Denied denied -> exchange.deny(denied);
            case Verdict.Failed _ -> exchange.fail(Upstream.AUTHORIZATION_FAILED);
        }
    }

    boolean awaitsClient() {
        return body.awaitsClient();
    }

    /** Whether the client has had time enough to send more of its body than it did. */
    boolean bodyIsTooSlow(long now) {
        return !over && body.isTooSlow(now, worker.settings().times().head().toNanos());
    }

    /** Asks nobody any more. */
    void abort() {
        if (!over) {
            over = true;
            body.stop();
            if (call != null) {
                call.abort();
            }
        }
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that must not go on before others allow it: those that its listener names, before a rule is chosen, and
 * those that the rule and its backend name.
 */
final class Admission {
    private final Worker worker;
    private final Exchange exchange;
    private final RequestHead head;
    private final DownstreamConnection connection;
    private final ServedPort port;
    private final RequestBody body;
    private final List<HeaderChanges> responseChanges = new ArrayList<>();
    private @Nullable Authorizing authorizing;

    Admission(Worker worker, Exchange exchange, RequestHead head, DownstreamConnection connection, ServedPort port) {
        this.worker = worker;
        this.exchange = exchange;
        this.head = head;
        this.connection = connection;
        this.port = port;
        this.body = exchange.newBody(head);
    }

    void begin(Decision.Admit admit) {
        ask(admit.by(), null, (request, response, kept) -> {
            responseChanges.addAll(response);
            choose(admit.listener(), request, kept);
        });
    }

    void begin(Decision.Guarded guarded) {
        ask(guarded, null);
    }

    private void ask(List<ExternalAuth> by, @Nullable KeptBody kept, Authorizing.Passed passed) {
        Authorizing asking = new Authorizing(worker, exchange, by, head, connection, port, body, kept, passed);
        authorizing = asking;
        asking.start();
    }

    private void ask(Decision.Guarded guarded, @Nullable KeptBody kept) {
        ask(guarded.by(), kept, (request, response, _) -> {
            responseChanges.addAll(response);
            exchange.proceed(guarded.then(), request, responseChanges, head, port, body);
        });
    }

    /**
     * Chooses a rule for the request as the filters of the listener have changed it. The Host stays, for it has chosen
     * the listener (Gateway API, {@code ListenerFilters.requests}).
     */
    private void choose(HttpListener listener, List<HeaderChanges> requestChanges, @Nullable KeptBody kept) {
        String host = head.headers().get("host");
        HeaderModification.apply(requestChanges, head.headers());
        if (host == null) {
            head.headers().remove("host");
        } else {
            head.headers().set("host", host);
        }
        Selection selection = listener.route(head);
        exchange.selected(selection);
        Decision decision =
                Decisions.decide(selection, head, connection.scheme(), port.listenerPort(), worker.random());
        exchange.decided(decision);
        if (decision instanceof Decision.Guarded guarded && !(guarded.then() instanceof Decision.Refuse)) {
            exchange.limit(guarded.rule());
            ask(guarded, kept);
        } else {
            exchange.proceed(decision, List.of(), responseChanges, head, port, body);
        }
    }

    boolean awaitsClient() {
        return authorizing != null && authorizing.awaitsClient();
    }

    boolean bodyIsTooSlow(long now) {
        return authorizing != null && authorizing.bodyIsTooSlow(now);
    }

    void abort() {
        if (authorizing != null) {
            authorizing.abort();
        }
    }
}

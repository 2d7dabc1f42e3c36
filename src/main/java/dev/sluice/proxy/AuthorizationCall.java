package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.HeaderChanges;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpRequestHead;
import io.vertx.core.http.impl.HttpResponseHead;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one authorization service. Asking changes nothing there, so that a try that fails is made again elsewhere. */
final class AuthorizationCall implements UpstreamTry.Owner {
    static final HeaderChanges NO_CHANGES = new HeaderChanges(List.of(), List.of(), List.of());

    private static final StreamPriority PRIORITY = new StreamPriority();

    private final Worker worker;
    private final Backend.Service service;
    private final UpstreamTls tls;
    private final AuthorizationProtocol protocol;
    private final Consumer<Verdict> asker;
    private final Failover failover;
    private final ScheduledFuture<?> limit;
    private @Nullable UpstreamTry attempt;
    private @Nullable Answer current;
    private int losses;
    private boolean over;

    AuthorizationCall(
            Worker worker,
            Backend.Service service,
            UpstreamTls tls,
            AuthorizationProtocol protocol,
            Consumer<Verdict> asker) {
        this.worker = worker;
        this.service = service;
        this.tls = tls;
        this.protocol = protocol;
        this.asker = asker;
        this.limit = worker.schedule(
                () -> end(new Verdict.Failed()),
                worker.settings().authorization().answer().toMillis(),
                this::bug);
        this.failover = new Failover(worker, worker.choice(), service, tls, null, null);
    }

    void start() {
        ask(false);
    }

    /** @param fresh whether the connection must be one that has carried nothing yet */
    private void ask(boolean fresh) {
        Endpoint next = tls instanceof UpstreamTls.Unusable ? null : failover.next();
        if (next == null) {
            end(new Verdict.Failed());
            return;
        }
        UpstreamTry one = new UpstreamTry(worker, this, next, worker.pools().of(next, service.protocol(), tls));
        attempt = one;
        one.begin(fresh, System.nanoTime());
    }

    @Override
    public void writeHead(UpstreamTry from, HttpClientStream opened) {
        HttpRequestHead head = protocol.head();
        Answer answer = new Answer(from);
        opened.chunkHandler(answer::chunk);
        opened.endHandler(answer::end);
        opened.continueHandler(_ -> {});
        opened.earlyHintsHandler(_ -> {});
        opened.drainHandler(_ -> {});
        current = answer;
        if (service.protocol() != Backend.Protocol.H2C && RawHeaders.needed(head.headers)) {
            RawHeaders.install(from.connection().channel());
        }
        opened.writeHead(head, false, null, protocol.body().length() == 0, PRIORITY, false, _ -> {});
    }

    @Override
    public void writeBody(UpstreamTry from, HttpClientStream opened) {
        if (protocol.body().length() > 0) {
            opened.writeBuffer(protocol.body().getByteBuf(), true, _ -> {});
        }
    }

    /** The answer of one try. */
    private final class Answer {
        private final UpstreamTry from;
        private final Buffer body = Buffer.buffer();
        private @Nullable HttpResponseHead head;
        private boolean tooLong;

        Answer(UpstreamTry from) {
            this.from = from;
        }

        void chunk(Buffer chunk) {
            tooLong |= body.length() + chunk.length()
                    > worker.settings().authorization().answerBytes();
            if (!tooLong) {
                body.appendBuffer(chunk);
            }
        }

        void end(MultiMap trailers) {
            HttpResponseHead complete = head;
            if (complete != null && !over) {
                from.handOver();
                MultiMap noted = trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
                boolean valid = HeaderValues.areValid(complete.headers) && HeaderValues.areValid(noted);
                AuthorizationCall.this.end(
                        valid
                                ? protocol.read(complete.statusCode, complete.headers, tooLong ? null : body, noted)
                                : new Verdict.Failed());
            }
        }
    }

    @Override
    public void responded(UpstreamTry from, HttpClientStream opened, HttpResponseHead head) {
        if (current != null) {
            current.head = head;
        }
        if (head.statusCode < 200) {
            end(new Verdict.Failed());
        }
    }

    @Override
    public void unavailable(UpstreamTry from, ProxyError error) {
        if (failover.refused(from.endpoint()) == Failover.NEVER) {
            end(new Verdict.Failed());
        } else {
            ask(false);
        }
    }

    @Override
    public void lost(UpstreamTry from, Throwable cause, boolean unsent) {
        failover.failed(from.endpoint());
        if (++losses < worker.settings().upstreams().connectAttempts()) {
            ask(true);
        } else {
            end(new Verdict.Failed());
        }
    }

    @Override
    public void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        end(new Verdict.Failed());
    }

    private void end(Verdict verdict) {
        if (!over) {
            abort();
            asker.accept(verdict);
        }
    }

    /** Stops it; nobody is told. */
    void abort() {
        if (!over) {
            over = true;
            limit.cancel(false);
            if (attempt != null) {
                attempt.abort();
            }
        }
    }
}

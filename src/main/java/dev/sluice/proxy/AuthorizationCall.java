package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.HeaderChanges;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one authorization service. Asking changes nothing there, so that a try that fails is made again elsewhere. */
final class AuthorizationCall implements UpstreamTry.Owner {
    static final HeaderChanges NO_CHANGES = new HeaderChanges(List.of(), List.of(), List.of());

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
    public void writeHead(UpstreamTry from, UpstreamStream opened) {
        current = new Answer();
        opened.writeHead(protocol.head(), false, protocol.body().length() == 0, false);
    }

    @Override
    public void writeBody(UpstreamTry from, UpstreamStream opened) {
        if (protocol.body().length() > 0) {
            opened.write(protocol.body().getByteBuf());
            opened.end();
        }
    }

    @Override
    public void piece(ByteBuf bytes) {
        if (current != null) {
            current.add(bytes);
        }
        bytes.release();
    }

    @Override
    public void end(UpstreamTry from, @Nullable Headers trailers) {
        Answer answer = current;
        if (answer != null && !over) {
            from.handOver();
            end(answer.read(trailers == null ? new Headers() : trailers));
        }
    }

    /** The answer of one try. */
    private final class Answer {
        private final Buffer body = Buffer.buffer();
        private @Nullable UpstreamResponse head;
        private boolean tooLong;

        void add(ByteBuf bytes) {
            tooLong |= body.length() + bytes.readableBytes()
                    > worker.settings().authorization().answerBytes();
            if (!tooLong) {
                body.appendBuffer(Buffer.buffer(bytes));
            }
        }

        Verdict read(Headers trailers) {
            UpstreamResponse complete = head;
            return complete != null && HeaderValues.areValid(complete.headers()) && HeaderValues.areValid(trailers)
                    ? protocol.read(complete.status(), complete.headers(), tooLong ? null : body, trailers)
                    : new Verdict.Failed();
        }
    }

    @Override
    public void responded(UpstreamTry from, UpstreamResponse head) {
        if (current != null) {
            current.head = head;
        }
        if (head.status() < 200) {
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

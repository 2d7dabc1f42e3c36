package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one service on our own account. To ask twice does no harm, so that a try that fails is made again elsewhere.
 *
 * @param <A> what is learnt
 */
final class ServiceCall<A> implements UpstreamTry.Owner {
    private final Worker worker;
    private final Backend.Service service;
    private final UpstreamTls tls;
    private final ServiceQuestion<A> question;
    private final int answerBytes;
    private final Consumer<A> asker;
    private final Failover failover;
    private final ScheduledFuture<?> limit;
    private @Nullable UpstreamTry attempt;
    private @Nullable Answer current;
    private int losses;
    private boolean over;

    /**
     * A call that has yet to start.
     *
     * @param answer how long the answer may take
     * @param answerBytes how long its body may be
     * @param asker told the answer, unless it is stopped before
     */
    ServiceCall(
            Worker worker,
            Backend.Service service,
            UpstreamTls tls,
            ServiceQuestion<A> question,
            Duration answer,
            int answerBytes,
            Consumer<A> asker) {
        this.worker = worker;
        this.service = service;
        this.tls = tls;
        this.question = question;
        this.answerBytes = answerBytes;
        this.asker = asker;
        this.limit = worker.schedule(() -> fail("no answer in time"), answer.toMillis(), this::bug);
        this.failover = new Failover(worker, worker.choice(), service, tls, null, null);
    }

    void start() {
        ask(false);
    }

    /** @param fresh whether the connection must be one that has carried nothing yet */
    private void ask(boolean fresh) {
        Endpoint next = tls instanceof UpstreamTls.Unusable ? null : failover.next();
        if (next == null) {
            fail(tls instanceof UpstreamTls.Unusable ? "its TLS cannot be spoken" : "no endpoint is ready");
            return;
        }
        UpstreamTry one = new UpstreamTry(worker, this, next, worker.pools().of(next, service.protocol(), tls));
        attempt = one;
        one.begin(fresh, System.nanoTime());
    }

    @Override
    public void writeHead(UpstreamTry from, UpstreamStream opened) {
        current = new Answer();
        opened.writeHead(question.head(), false, question.body().length() == 0, false);
    }

    @Override
    public void writeBody(UpstreamTry from, UpstreamStream opened) {
        if (question.body().length() > 0) {
            opened.write(question.body().getByteBuf());
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
            tooLong |= body.length() + bytes.readableBytes() > answerBytes;
            if (!tooLong) {
                body.appendBuffer(Buffer.buffer(bytes));
            }
        }

        A read(Headers trailers) {
            UpstreamResponse complete = head;
            return complete != null && HeaderValues.areValid(complete.headers()) && HeaderValues.areValid(trailers)
                    ? question.read(complete.status(), complete.headers(), tooLong ? null : body, trailers)
                    : question.unanswered("the answer is not valid");
        }
    }

    @Override
    public void responded(UpstreamTry from, UpstreamResponse head) {
        if (current != null) {
            current.head = head;
        }
        if (head.status() < 200) {
            fail("the answer is not valid");
        }
    }

    @Override
    public void unavailable(UpstreamTry from, ProxyError error) {
        if (failover.refused(from.endpoint()) == Failover.NEVER) {
            fail(error.toString());
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
            fail(UpstreamFailures.inWords(cause));
        }
    }

    @Override
    public void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        fail("an error of our own");
    }

    private void fail(String cause) {
        end(question.unanswered(cause));
    }

    private void end(A answer) {
        if (!over) {
            abort();
            asker.accept(answer);
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

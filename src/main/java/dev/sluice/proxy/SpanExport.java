package dev.sluice.proxy;

import dev.sluice.routing.SpanCollector;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one event loop for one collector. They are sent in batches, one at a time, and no request waits for them:
 * those for which there is no room are dropped.
 */
final class SpanExport {
    private static final long BACKOFF_MILLIS = 1_000;
    private static final int MOST_TRIES = 5;

    /** What collectors take of gRPC in one message is four times as much, unless something else is set. */
    private static final int MOST_BATCH_BYTES = 1 << 20;

    /** What a span may take on average. */
    private static final long SPAN_BYTES = 1_024;

    private static final int ANSWER_BYTES = 65_536;

    private final Worker worker;
    private final ProxySettings.Tracing settings;
    private final SpanCollector collector;
    private final UpstreamTls tls;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private List<byte[]> batch = List.of();
    private @Nullable ServiceCall<SpanAnswer> call;
    private @Nullable ScheduledFuture<?> timer;
    private int tries;
    private long lastUsed = System.nanoTime();
    private boolean hurried;
    private boolean closed;

    SpanExport(Worker worker, SpanCollector collector, UpstreamTls tls) {
        this.worker = worker;
        this.settings = worker.settings().tracing();
        this.collector = collector;
        this.tls = tls;
    }

    /** Takes an encoded span. */
    void add(byte[] span) {
        lastUsed = System.nanoTime();
        if (closed
                || waiting.size() >= settings.spans()
                || waitingBytes + span.length > settings.spans() * SPAN_BYTES) {
            dropped(1, closed ? "the process stops" : "too many wait already");
            return;
        }
        waiting.add(span);
        waitingBytes += span.length;
        worker.spans().count(1);
        sendSoon();
    }

    private void sendSoon() {
        if (!batch.isEmpty() || waiting.isEmpty()) {
            return;
        }
        if (hurried || waiting.size() >= settings.batch()) {
            cancelTimer();
            send();
        } else if (timer == null) {
            timer = worker.schedule(this::send, settings.delay().toMillis(), this::bug);
        }
    }

    private void send() {
        timer = null;
        if (batch.isEmpty()) {
            batch = next();
            tries = 0;
        }
        tries++;
        ServiceCall<SpanAnswer> next = new ServiceCall<>(
                worker,
                collector.backend(),
                tls,
                new SpanBatch(collector, batch),
                settings.answer(),
                ANSWER_BYTES,
                this::answered);
        call = next;
        next.start();
    }

    private List<byte[]> next() {
        List<byte[]> taken = new ArrayList<>(Math.min(waiting.size(), settings.batch()));
        int bytes = 0;
        for (byte[] span = waiting.peek(); span != null && taken.size() < settings.batch(); span = waiting.peek()) {
            if (!taken.isEmpty() && bytes + span.length > MOST_BATCH_BYTES) {
                break;
            }
            bytes += span.length;
            taken.add(waiting.remove());
        }
        waitingBytes -= bytes;
        return taken;
    }

    private void answered(SpanAnswer answer) {
        call = null;
        switch (answer) {
            case SpanAnswer.Taken(int rejected, String why) -> {
                int lost = Math.min(rejected, batch.size());
                if (lost > 0) {
                    dropped(lost, "it rejects them: " + why);
                }
                worker.observer().spansExported(batch.size() - lost);
                settle();
            }
            case SpanAnswer.Later(String cause) -> {
                if (tries < MOST_TRIES && !hurried) {
                    timer = worker.schedule(this::send, BACKOFF_MILLIS << tries - 1, this::bug);
                } else {
                    giveUp(cause);
                }
            }
            case SpanAnswer.Refused(String cause) -> giveUp(cause);
        }
    }

    private void giveUp(String cause) {
        dropped(batch.size(), cause);
        settle();
    }

    private void settle() {
        worker.spans().count(-batch.size());
        batch = List.of();
        if (!waiting.isEmpty()) {
            // Not at once: the next may fail at once too, and so on.
            worker.schedule(this::sendSoon, 0, this::bug);
        }
    }

    private void dropped(int count, String cause) {
        worker.observer().spansDropped(collector.backend().endpoints(), count, cause);
    }

    private void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        giveUp("an error of our own");
    }

    /** Sends what comes from now on at once, and nothing twice: the process is about to stop. */
    void hurry() {
        hurried = true;
        if (call == null && !batch.isEmpty()) {
            cancelTimer();
            send();
        } else {
            sendSoon();
        }
    }

    /** Whether nothing is to be sent, and nothing was for so long. */
    boolean isIdle(long now, long nanos) {
        return batch.isEmpty() && waiting.isEmpty() && now - lastUsed > nanos;
    }

    /** Drops what is left. */
    void close() {
        closed = true;
        cancelTimer();
        if (call != null) {
            call.abort();
        }
        int left = batch.size() + waiting.size();
        if (left > 0) {
            dropped(left, "the process stops");
            worker.spans().count(-left);
        }
        batch = List.of();
        waiting.clear();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}

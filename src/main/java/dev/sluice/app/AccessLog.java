package dev.sluice.app;

import dev.sluice.proxy.RequestSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A line for every request that is over. Event loops only put it into a queue; a thread of its own writes. If the output
 * is slower than the requests, lines are dropped and counted: serving goes before telling.
 */
final class AccessLog implements AutoCloseable {
    private static final int WAITING = 8_192;
    private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log = Logger.getLogger("dev.sluice.access");
    private final AccessLogLine line;
    private final OutputStream out;
    private final InstantSource clock;
    private final Runnable onDrop;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean dropped;
    private long complained = System.nanoTime() - COMPLAINT_NANOS;

    private record Entry(long millis, RequestSummary request) {}

    /** @param onDrop run for each line that is dropped, on an event loop */
    AccessLog(AccessLogLine line, OutputStream out, InstantSource clock, Runnable onDrop) {
        this.line = line;
        this.out = out;
        this.clock = clock;
        this.onDrop = onDrop;
        thread = Thread.ofPlatform().name("sluice-access-log").daemon().start(this::write);
    }

    /** Never blocks. */
    void add(RequestSummary request) {
        if (!waiting.offer(new Entry(clock.millis(), request))) {
            dropped = true;
            onDrop.run();
        }
    }

    private void write() {
        List<Entry> batch = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            while (!closed || !waiting.isEmpty()) {
                Entry first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, 1_000);
                    batch.forEach(entry -> line.append(entry.millis(), entry.request(), text));
                    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    batch.clear();
                    text.setLength(0);
                }
                complain();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.errorf("The access log ends, its output cannot be written: %s", e.getMessage());
        }
    }

    private void complain() {
        long now = System.nanoTime();
        if (dropped && now - complained >= COMPLAINT_NANOS) {
            dropped = false;
            complained = now;
            log.warn("Lines of the access log are dropped: its output is slower than the requests");
        }
    }

    /** Writes what waits, for at most a second. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(1_000);
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.SpanCollector;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The spans of one event loop, by who gets them. */
final class SpanExports {
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Destination(SpanCollector collector, UpstreamTls tls) {}

    private final Worker worker;
    private final Serving serving;
    private final Map<Destination, SpanExport> exports = new HashMap<>();
    private boolean hurried;

    SpanExports(Worker worker, Serving serving) {
        this.worker = worker;
        this.serving = serving;
    }

    SpanExport to(SpanCollector collector, UpstreamTls tls) {
        return exports.computeIfAbsent(new Destination(collector, tls), _ -> {
            SpanExport made = new SpanExport(worker, collector, tls);
            if (hurried) {
                made.hurry();
            }
            return made;
        });
    }

    /** So many more are to be sent, or fewer. */
    void count(int change) {
        serving.spans(change);
    }

    void sweep(long now) {
        exports.values().removeIf(export -> export.isIdle(now, KEPT_NANOS));
    }

    /** Sends everything at once from now on. */
    void hurry() {
        hurried = true;
        exports.values().forEach(SpanExport::hurry);
    }

    void close() {
        exports.values().forEach(SpanExport::close);
    }
}

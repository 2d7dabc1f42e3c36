package dev.sluice.app;

import dev.sluice.kubernetes.WriteObserver;
import dev.sluice.resources.ResourceKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Metrics and log lines of what is written to the cluster. */
final class WriteMetrics implements WriteObserver {
    private final Logger log = Logger.getLogger("dev.sluice.kubernetes");
    private final MeterRegistry registry;
    private final AtomicInteger leading = new AtomicInteger();

    WriteMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("sluice.writer.leading", leading);
    }

    @Override
    public void written(String what, ResourceKey object, long sinceDecidedNanos) {
        Timer.builder("sluice.writes")
                .description("Writes to the API server, by the time since they were decided")
                .tags("what", what, "kind", object.kind())
                .register(registry)
                .record(sinceDecidedNanos, TimeUnit.NANOSECONDS);
        log.debugf("Wrote the %s of %s", what, object);
    }

    @Override
    public void conflict(String what, ResourceKey object) {
        registry.counter("sluice.write.conflicts", "what", what, "kind", object.kind())
                .increment();
    }

    @Override
    public void failed(String what, ResourceKey object, Exception failure) {
        registry.counter("sluice.write.failures", "what", what, "kind", object.kind())
                .increment();
        log.warnf("Writing the %s of %s failed, trying again: %s", what, object, failure.getMessage());
    }

    @Override
    public void leading(boolean now) {
        leading.set(now ? 1 : 0);
    }
}

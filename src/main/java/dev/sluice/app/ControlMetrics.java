package dev.sluice.app;

import dev.sluice.compile.Compilation;
import dev.sluice.control.LoopObserver;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.ServingReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Metrics and log lines of the control loop. */
final class ControlMetrics implements LoopObserver {
    private final Logger log = Logger.getLogger("dev.sluice.control");
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong failedSockets = new AtomicLong();
    private final Timer compile;
    private final Timer propagation;
    private final Counter failures;
    private final TrafficMetrics traffic;
    private final Runnable onServing;

    /**
     * @param traffic forgets the series of routes that are gone
     * @param onServing called when a table is served
     */
    ControlMetrics(MeterRegistry registry, TrafficMetrics traffic, Runnable onServing) {
        this.traffic = traffic;
        this.onServing = onServing;
        registry.gauge("sluice.table.generation", generation);
        registry.gauge("sluice.table.failed.sockets", failedSockets);
        compile = histogram(registry, "sluice.compile.duration", "Time to compile all resources to a route table");
        propagation = histogram(
                registry,
                "sluice.propagation.duration",
                "Time from the first change until the data plane serves the table that answers it");
        failures = Counter.builder("sluice.compile.failures")
                .description("Compilations that failed by a fault of Sluice; the last good table went on serving")
                .register(registry);
    }

    private static Timer histogram(MeterRegistry registry, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    @Override
    public void triggered(ResourceKey cause) {
        log.debugf("%s changed", cause);
    }

    @Override
    public void published(
            Compilation compilation, ServingReport report, int changes, long compileNanos, long propagationNanos) {
        generation.set(report.generation());
        onServing.run();
        traffic.retain(compilation.statuses().routes().keySet());
        failedSockets.set(report.failures().size());
        compile.record(compileNanos, TimeUnit.NANOSECONDS);
        propagation.record(propagationNanos, TimeUnit.NANOSECONDS);
        log.debugf(
                "Table %d serves %d changes: compiled in %d us, live after %d us",
                report.generation(), changes, compileNanos / 1000, propagationNanos / 1000);
        report.failures().forEach((socket, cause) -> log.warnf("Cannot listen on %s: %s", socket, cause));
    }

    @Override
    public void failed(Throwable failure) {
        failures.increment();
        log.error("A change could not be compiled or served; the last good table goes on serving", failure);
    }
}

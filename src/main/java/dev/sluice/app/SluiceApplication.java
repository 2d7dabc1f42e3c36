package dev.sluice.app;

import dev.sluice.cli.Choice;
import dev.sluice.proxy.DataPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Mode} from start to end. */
@ApplicationScoped
public class SluiceApplication implements QuarkusApplication {
    /** The meter that counts lines of the access log which were given up. */
    static final String ACCESS_LOG_DROPPED = "sluice.access.log.dropped";

    /** For how long nobody may have come to a replica that stops. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger("dev.sluice");

    private final Settings settings;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private final PrometheusMeterRegistry scraped;
    private final Instance<KubernetesClient> client;
    private final Lifecycle lifecycle;
    private volatile @Nullable AccessLog accessLog;

    @Inject
    SluiceApplication(
            Settings settings,
            Vertx vertx,
            MeterRegistry meters,
            PrometheusMeterRegistry scraped,
            Instance<KubernetesClient> client,
            Lifecycle lifecycle) {
        this.settings = settings;
        this.vertx = vertx;
        this.meters = meters;
        this.scraped = scraped;
        this.client = client;
        this.lifecycle = lifecycle;
    }

    @Override
    public int run(String... args) throws Exception {
        accessLog = accessLog();
        TrafficMetrics traffic = new TrafficMetrics(
                meters, scraped.getPrometheusRegistry(), settings.metrics().maxRoutes(), accessLog);
        Supplier<ControlMetrics> control = () -> new ControlMetrics(meters, traffic, lifecycle::serving);
        Mode mode =
                switch (SluiceMain.choose(args)) {
                    case Choice.Standalone(var directory) ->
                        new StandaloneMode(directory, settings, vertx, control.get(), traffic);
                    case Choice.Operator _ ->
                        new OperatorMode(
                                client.get(),
                                settings,
                                vertx,
                                control.get(),
                                traffic,
                                new WriteMetrics(meters),
                                lifecycle::serving);
                    case Choice.Proxy _ -> new ProxyMode(settings, vertx, meters, traffic, lifecycle::serving);
                    case Choice.Exit(int code) ->
                        throw new IllegalArgumentException("a command that has ended with " + code);
                };
        lifecycle.running(mode);
        mode.start();
        Quarkus.waitForExit();
        return 0;
    }

    private @Nullable AccessLog accessLog() {
        AccessLogLine line =
                switch (settings.accessLog().format()) {
                    case NONE -> null;
                    case TEXT -> AccessLogLine.TEXT;
                    case JSON -> AccessLogLine.JSON;
                };
        return line == null
                ? null
                : new AccessLog(
                        line, System.out, InstantSource.system(), meters.counter(ACCESS_LOG_DROPPED)::increment);
    }

    /** A replica that others route to waits until they really do so no longer. */
    private static Duration quiet(Mode mode) {
        return mode.drainDelay().compareTo(QUIET) < 0 ? mode.drainDelay() : QUIET;
    }

    /** The management port still answers while this runs, and readiness is false. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        Mode mode = lifecycle.draining();
        if (mode == null) {
            return;
        }
        LOG.infof(
                "Stopping: not ready from now on, draining after %d ms",
                mode.drainDelay().toMillis());
        mode.stopControl();
        TimeUnit.NANOSECONDS.sleep(mode.drainDelay().toNanos());
        DataPlane dataPlane = mode.dataPlane();
        try {
            dataPlane
                    .drain(quiet(mode), settings.proxy().drainTimeout())
                    .toCompletableFuture()
                    .get(settings.proxy().drainTimeout().toSeconds() + 5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.warn("Draining did not end well", failure);
        }
        AccessLog log = accessLog;
        if (log != null) {
            log.close();
        }
    }
}

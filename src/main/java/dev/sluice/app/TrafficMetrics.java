package dev.sluice.app;

import dev.sluice.proxy.ProxyError;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.RequestSummary;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the data plane. Series are bounded: a route gets its own until there are as many as the settings allow,
 * and every further one is counted under the route {@code other}; nothing that a client sends becomes a label.
 */
final class TrafficMetrics implements ProxyObserver {
    private static final String[] CODE_CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    /** How often the failures of TLS with backends are told of for each policy. */
    private static final long WARN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** The series of one route. */
    private static final class RouteSeries {
        final Counter[] requests = new Counter[CODE_CLASSES.length];
        final Timer upstream;

        void remove(MeterRegistry registry) {
            for (Counter counter : requests) {
                registry.remove(counter);
            }
            registry.remove(upstream);
        }

        RouteSeries(MeterRegistry registry, String kind, String namespace, String route) {
            for (int i = 0; i < CODE_CLASSES.length; i++) {
                requests[i] = Counter.builder("sluice.requests")
                        .description("Requests answered")
                        .tags("kind", kind, "namespace", namespace, "route", route, "code", CODE_CLASSES[i])
                        .register(registry);
            }
            upstream = Timer.builder("sluice.upstream.duration")
                    .description("Time from choosing an endpoint to the head of its response")
                    .tags("kind", kind, "namespace", namespace, "route", route)
                    .serviceLevelObjectives(
                            Duration.ofMillis(1),
                            Duration.ofMillis(5),
                            Duration.ofMillis(25),
                            Duration.ofMillis(100),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(10))
                    .register(registry);
        }
    }

    private final Logger log = Logger.getLogger("dev.sluice.proxy");
    private final MeterRegistry registry;
    private final int maxRoutes;
    private final Map<ResourceKey, RouteSeries> routes = new ConcurrentHashMap<>();
    private final RouteSeries other;
    private final RouteSeries unmatched;
    private final Map<String, Long> warned = new ConcurrentHashMap<>();
    private final Map<String, Counter> errors = new ConcurrentHashMap<>();
    private final LongAdder clients = new LongAdder();
    private final LongAdder upstreams = new LongAdder();
    private final Counter rejected;
    private final Counter replayed;
    private final Counter retried;
    private final Counter mirrorsDropped;
    private final Counter bugs;
    private final @Nullable AccessLog accessLog;

    /** @param accessLog told of every request too; null for none */
    TrafficMetrics(MeterRegistry registry, int maxRoutes, @Nullable AccessLog accessLog) {
        this.accessLog = accessLog;
        this.registry = registry;
        this.maxRoutes = maxRoutes;
        other = new RouteSeries(registry, "", "", "other");
        unmatched = new RouteSeries(registry, "", "", "");
        registry.gauge("sluice.downstream.connections", clients, LongAdder::sum);
        registry.gauge("sluice.upstream.connections", upstreams, LongAdder::sum);
        rejected = Counter.builder("sluice.downstream.rejected")
                .description("Client connections refused because the socket has as many as it may")
                .register(registry);
        replayed = Counter.builder("sluice.upstream.replayed")
                .description("Requests sent again because a kept connection had been closed by the backend")
                .register(registry);
        retried = Counter.builder("sluice.upstream.retried")
                .description("Requests sent again because their rule wants that")
                .register(registry);
        mirrorsDropped = Counter.builder("sluice.mirrors.dropped")
                .description("Copies of requests that their mirror did not get, or not to the end")
                .register(registry);
        bugs = Counter.builder("sluice.proxy.bugs")
                .description("Exceptions in the data plane that are a fault of Sluice")
                .register(registry);
    }

    @Override
    public void requestFinished(RequestSummary request) {
        if (accessLog != null) {
            accessLog.add(request);
        }
        RouteSeries series = request.rule() == null ? unmatched : seriesOf(request.rule());
        int codeClass = request.status() / 100;
        series.requests[codeClass < CODE_CLASSES.length ? codeClass : 0].increment();
        if (request.upstreamNanos() > 0) {
            series.upstream.record(request.upstreamNanos(), TimeUnit.NANOSECONDS);
        }
        if (request.error() != null) {
            count(request.error());
        }
    }

    private RouteSeries seriesOf(RuleId rule) {
        ResourceKey name = new ResourceKey(rule.kind(), rule.namespace(), rule.route());
        RouteSeries series = routes.get(name);
        if (series != null) {
            return series;
        }
        return routes.size() >= maxRoutes
                ? other
                : routes.computeIfAbsent(
                        name, _ -> new RouteSeries(registry, name.kind(), name.namespace(), name.name()));
    }

    /** Forgets the series of all other routes, so that they make room for new ones. */
    void retain(Set<ResourceKey> present) {
        routes.forEach((name, series) -> {
            if (!present.contains(name) && routes.remove(name, series)) {
                series.remove(registry);
            }
        });
    }

    private void count(ProxyError error) {
        String source =
                switch (error) {
                    case ProxyError.Downstream _ -> "downstream";
                    case ProxyError.Upstream _ -> "upstream";
                    case ProxyError.Internal _ -> "internal";
                };
        String reason = error.toString();
        errors.computeIfAbsent(
                        reason,
                        _ -> Counter.builder("sluice.errors")
                                .description("Requests that no backend answered whole")
                                .tags("source", source, "reason", reason)
                                .register(registry))
                .increment();
    }

    @Override
    public void clientConnected(SocketKey socket) {
        clients.increment();
    }

    @Override
    public void clientDisconnected(SocketKey socket) {
        clients.decrement();
    }

    @Override
    public void clientRejected(SocketKey socket) {
        rejected.increment();
    }

    @Override
    public void upstreamConnected(Endpoint endpoint) {
        upstreams.increment();
    }

    @Override
    public void upstreamDisconnected(Endpoint endpoint) {
        upstreams.decrement();
    }

    @Override
    public void upstreamFailed(Endpoint endpoint, ProxyError error) {
        log.debugf("Endpoint %s failed: %s", endpoint, error);
    }

    @Override
    public void tlsFailed(Endpoint endpoint, String policy, String cause) {
        long now = System.nanoTime();
        Long before = warned.get(policy);
        if (before == null ? warned.size() < maxRoutes : now - before > WARN_AGAIN_NANOS) {
            warned.put(policy, now);
            log.warnf("No TLS with the endpoint %s as the BackendTLSPolicy %s asks for: %s", endpoint, policy, cause);
        }
    }

    @Override
    public void replayed(Endpoint endpoint) {
        replayed.increment();
    }

    @Override
    public void retried(Endpoint failed) {
        retried.increment();
    }

    @Override
    public void mirrorDropped(EndpointKey mirror) {
        mirrorsDropped.increment();
    }

    @Override
    public void bug(Throwable thrown) {
        bugs.increment();
        log.error("A fault of Sluice in the data plane", thrown);
    }
}

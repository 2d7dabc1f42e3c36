package dev.sluice.app;

import dev.sluice.proxy.PoolState;
import dev.sluice.proxy.ProxyError;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.RequestSummary;
import dev.sluice.proxy.StreamSummary;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
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
    /** How often the failures of TLS with backends are told of for each policy. */
    private static final long WARN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log = Logger.getLogger("dev.sluice.proxy");
    private final MeterRegistry registry;
    private final int maxRoutes;
    private final RouteSeries<RequestSeries> requests;
    private final RouteSeries<StreamSeries> streams;
    private final Map<String, Long> warned = new ConcurrentHashMap<>();
    private final Map<String, Counter> errors = new ConcurrentHashMap<>();
    private final LongAdder clients = new LongAdder();
    private final LongAdder upstreams = new LongAdder();
    private final LongAdder upstreamsIdle = new LongAdder();
    private final LongAdder upstreamsPending = new LongAdder();
    private final LongAdder upstreamsWaiting = new LongAdder();
    private final Counter rejected;
    private final Counter replayed;
    private final Counter retried;
    private final Counter hostsUnknown;
    private final Counter mirrorsDropped;
    private final Counter spansExported;
    private final Counter spansDropped;
    private final Counter bugs;
    private final @Nullable AccessLog accessLog;

    /**
     * Begins with nothing counted.
     *
     * @param collectors gets what is counted by route
     * @param accessLog told of every request too; null for none
     */
    TrafficMetrics(MeterRegistry registry, CollectorRegistry collectors, int maxRoutes, @Nullable AccessLog accessLog) {
        this.accessLog = accessLog;
        this.registry = registry;
        this.maxRoutes = maxRoutes;
        requests = new RouteSeries<>(maxRoutes, RequestSeries::new);
        streams = new RouteSeries<>(maxRoutes, StreamSeries::new);
        collectors.register(new RouteCollector(requests, streams));
        registry.gauge("sluice.downstream.connections", clients, LongAdder::sum);
        registry.gauge("sluice.upstream.connections", upstreams, LongAdder::sum);
        registry.gauge("sluice.upstream.connections.idle", upstreamsIdle, LongAdder::sum);
        registry.gauge("sluice.upstream.pending", upstreamsPending, LongAdder::sum);
        registry.gauge("sluice.upstream.waiting", upstreamsWaiting, LongAdder::sum);
        rejected = Counter.builder("sluice.downstream.rejected")
                .description("Client connections refused because the socket has as many as it may")
                .register(registry);
        replayed = Counter.builder("sluice.upstream.replayed")
                .description("Requests sent again because a kept connection had been closed by the backend")
                .register(registry);
        hostsUnknown = Counter.builder("sluice.hosts.unknown")
                .description("Questions for the addresses of hosts of XBackends without an answer that can be used.")
                .register(registry);
        retried = Counter.builder("sluice.upstream.retried")
                .description("Requests sent again because their rule wants that")
                .register(registry);
        mirrorsDropped = Counter.builder("sluice.mirrors.dropped")
                .description("Copies of requests that their mirror did not get, or not to the end")
                .register(registry);
        spansExported = Counter.builder("sluice.spans.exported")
                .description("Spans of requests that their collector has taken")
                .register(registry);
        spansDropped = Counter.builder("sluice.spans.dropped")
                .description("Spans of requests that their collector did not get, or not want")
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
        (request.rule() == null ? requests.unmatched() : requests.of(request.rule())).count(request);
        if (request.error() != null) {
            count(request.error());
        }
    }

    @Override
    public void streamFinished(StreamSummary stream) {
        (stream.rule() == null ? streams.unmatched() : streams.of(stream.rule())).finished(stream.error() != null);
        if (stream.error() != null) {
            count(stream.error());
        }
    }

    @Override
    public void streamCarried(RuleId rule, long received, long sent) {
        streams.of(rule).carried(received, sent);
    }

    /** Forgets the series of all other routes, so that they make room for new ones. */
    void retain(Set<ResourceKey> present) {
        requests.retain(present);
        streams.retain(present);
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
    public void poolsChanged(PoolState change) {
        upstreamsIdle.add(change.idle());
        upstreamsPending.add(change.pending());
        upstreamsWaiting.add(change.waiting());
    }

    @Override
    public void upstreamFailed(Endpoint endpoint, ProxyError error) {
        log.debugf("Endpoint %s failed: %s", endpoint, error);
    }

    @Override
    public void tlsFailed(Endpoint endpoint, String policy, String cause) {
        if (mayWarn(policy)) {
            log.warnf(
                    "No TLS with the endpoint %s as the %s%s asks for: %s",
                    endpoint, policy.indexOf(' ') < 0 ? "BackendTLSPolicy " : "", policy, cause);
        }
    }

    @Override
    public void hostUnknown(EndpointKey host, String cause) {
        hostsUnknown.increment();
        if (mayWarn(host.toString())) {
            log.warnf("No new addresses of the host %s: %s", host.service(), cause);
        }
    }

    @Override
    public void spansExported(int count) {
        spansExported.increment(count);
    }

    @Override
    public void spansDropped(EndpointKey collector, int count, String cause) {
        spansDropped.increment(count);
        if (mayWarn("spans for " + collector)) {
            log.warnf("Spans for %s are lost: %s", collector, cause);
        }
    }

    /** Whether it is long enough ago that something was said about this. */
    private boolean mayWarn(String about) {
        long now = System.nanoTime();
        Long before = warned.get(about);
        if (before == null ? warned.size() >= maxRoutes : now - before <= WARN_AGAIN_NANOS) {
            return false;
        }
        warned.put(about, now);
        return true;
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

package dev.sluice.app;

import dev.sluice.proxy.RequestSummary;
import dev.sluice.resources.ResourceKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The meters of one route that carries requests. */
final class RequestSeries {
    private static final String[] CODE_CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final Counter[] requests = new Counter[CODE_CLASSES.length];
    private final Timer upstream;

    RequestSeries(MeterRegistry registry, ResourceKey route) {
        String[] tags = {"kind", route.kind(), "namespace", route.namespace(), "route", route.name()};
        for (int i = 0; i < CODE_CLASSES.length; i++) {
            requests[i] = Counter.builder("sluice.requests")
                    .description("Requests answered")
                    .tags(tags)
                    .tag("code", CODE_CLASSES[i])
                    .register(registry);
        }
        upstream = Timer.builder("sluice.upstream.duration")
                .description("Time from choosing an endpoint to the head of its response")
                .tags(tags)
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

    void count(RequestSummary request) {
        int codeClass = request.status() / 100;
        requests[codeClass < CODE_CLASSES.length ? codeClass : 0].increment();
        if (request.upstreamNanos() > 0) {
            upstream.record(request.upstreamNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void remove(MeterRegistry registry) {
        for (Counter counter : requests) {
            registry.remove(counter);
        }
        registry.remove(upstream);
    }
}

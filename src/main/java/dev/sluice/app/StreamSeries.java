package dev.sluice.app;

import dev.sluice.resources.ResourceKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of one route that carries connections or flows of datagrams. */
final class StreamSeries {
    private final Counter ended;
    private final Counter failed;
    private final Counter received;
    private final Counter sent;

    StreamSeries(MeterRegistry registry, ResourceKey route) {
        String[] tags = {"kind", route.kind(), "namespace", route.namespace(), "route", route.name()};
        ended = Counter.builder("sluice.streams")
                .description("Connections and flows of datagrams that are over, or were refused")
                .tags(tags)
                .tag("result", "ended")
                .register(registry);
        failed = Counter.builder("sluice.streams")
                .description("Connections and flows of datagrams that are over, or were refused")
                .tags(tags)
                .tag("result", "failed")
                .register(registry);
        received = Counter.builder("sluice.stream.bytes")
                .description("Bytes carried by connections and flows of datagrams")
                .tags(tags)
                .tag("direction", "received")
                .register(registry);
        sent = Counter.builder("sluice.stream.bytes")
                .description("Bytes carried by connections and flows of datagrams")
                .tags(tags)
                .tag("direction", "sent")
                .register(registry);
    }

    void finished(boolean failure) {
        (failure ? failed : ended).increment();
    }

    /** Bytes from the client, and bytes to it. */
    void carried(long fromClient, long toClient) {
        received.increment(fromClient);
        sent.increment(toClient);
    }

    void remove(MeterRegistry registry) {
        registry.remove(ended);
        registry.remove(failed);
        registry.remove(received);
        registry.remove(sent);
    }
}

package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.PoolState;
import dev.sluice.proxy.ProxyError;
import dev.sluice.proxy.StreamSummary;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CollectorRegistry collectors = new CollectorRegistry();
    private final TrafficMetrics metrics = new TrafficMetrics(registry, collectors, 2, null);

    private static RuleId rule(String route) {
        return new RuleId("TCPRoute", "default", route, 0, "");
    }

    private static StreamSummary stream(RuleId rule, ProxyError error) {
        SocketKey socket = new SocketKey(SocketKey.Transport.TCP, "127.0.0.1", 1);
        return new StreamSummary("default/gateway", socket, rule, "127.0.0.1", 0, 0, 0, null, error);
    }

    private Double streams(String route, String result) {
        return ofRoute("sluice_streams_total", "result", result, route);
    }

    /** A counter, or null if there is no such series. */
    private Double ofRoute(String metric, String label, String value, String route) {
        boolean named = !route.isEmpty() && !route.equals("other");
        return collectors.getSampleValue(metric, new String[] {label, "kind", "namespace", "route"}, new String[] {
            value, named ? "TCPRoute" : "", named ? "default" : "", route
        });
    }

    @Test
    void countsStreamsAndWhatTheyCarryByRoute() {
        metrics.streamCarried(rule("db"), 10, 300);
        metrics.streamFinished(stream(rule("db"), null));
        metrics.streamFinished(stream(rule("db"), ProxyError.Upstream.CONNECT_REFUSED));
        metrics.streamFinished(stream(null, ProxyError.Downstream.NO_ROUTE));
        assertThat(streams("db", "ended")).isEqualTo(1);
        assertThat(streams("db", "failed")).isEqualTo(1);
        assertThat(streams("", "failed")).isEqualTo(1);
        assertThat(ofRoute("sluice_stream_bytes_total", "direction", "sent", "db"))
                .isEqualTo(300);
        assertThat(ofRoute("sluice_stream_bytes_total", "direction", "received", "db"))
                .isEqualTo(10);
    }

    @Test
    void aRouteBeyondTheBoundIsCountedWithOthersUntilThereIsRoom() {
        for (String route : new String[] {"a", "b", "c"}) {
            metrics.streamFinished(stream(rule(route), null));
        }
        assertThat(streams("other", "ended")).isEqualTo(1);
        metrics.retain(Set.of(new ResourceKey("TCPRoute", "default", "c")));
        assertThat(streams("a", "ended")).isNull();
        metrics.streamFinished(stream(rule("c"), null));
        assertThat(streams("c", "ended")).isEqualTo(1);
    }

    @Test
    void aRouteThatComesBackIsCountedFromNothing() {
        metrics.streamFinished(stream(rule("a"), null));
        metrics.retain(Set.of());
        metrics.streamFinished(stream(rule("a"), null));
        assertThat(streams("a", "ended")).isEqualTo(1);
    }

    @Test
    void addsUpThePoolsOfAllEventLoops() {
        metrics.poolsChanged(new PoolState(1, 2, 3));
        metrics.poolsChanged(new PoolState(0, -1, 4));
        assertThat(registry.get("sluice.upstream.connections.idle").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("sluice.upstream.pending").gauge().value()).isEqualTo(1);
        assertThat(registry.get("sluice.upstream.waiting").gauge().value()).isEqualTo(7);
    }
}

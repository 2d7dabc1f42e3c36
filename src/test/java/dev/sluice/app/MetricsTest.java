package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.proxy.PoolState;
import dev.sluice.proxy.ProxyError;
import dev.sluice.proxy.RequestSummary;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.SocketKey;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a scrape shows of what happened. */
class MetricsTest {
    private static final SocketKey SOCKET = new SocketKey(SocketKey.Transport.TCP, "127.0.0.1", 80);
    private static final Endpoint ENDPOINT = new Endpoint("127.0.0.1", 8080);
    private static final ResourceKey ROUTE = new ResourceKey("HTTPRoute", "default", "shop");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TrafficMetrics traffic = new TrafficMetrics(registry, registry.getPrometheusRegistry(), 2, null);
    private final ControlMetrics control = new ControlMetrics(registry, traffic, () -> {});
    private final WriteMetrics writes = new WriteMetrics(registry);

    private void request(String route, int status, Duration upstream, ProxyError error) {
        traffic.requestFinished(new RequestSummary(
                "default/edge",
                route == null ? null : new RuleId("HTTPRoute", "default", route, 0, ""),
                "192.0.2.7",
                "HTTP/1.1",
                "GET",
                "www.example.com",
                "/",
                status,
                1,
                1,
                upstream.toNanos(),
                new EndpointKey("default", "nginx", 80),
                ENDPOINT,
                error));
    }

    private void published(int generation, Map<SocketKey, String> failures, Duration compile, Duration propagation) {
        CompileSettings settings =
                new CompileSettings("sluice.dev/test", new CompileSettings.Addressing.Pool(List.of("127.0.0.1")));
        control.published(
                new Compiler(settings).compile(ResourceSnapshot.of(List.of()), generation),
                new ServingReport(generation, failures),
                1,
                compile.toNanos(),
                propagation.toNanos());
    }

    private void assertSamples(String... lines) {
        assertThat(registry.scrape().lines()).contains(lines);
    }

    @Test
    void requestsByRouteAndCodeClass() {
        request("shop", 200, Duration.ofMillis(3), null);
        request("shop", 204, Duration.ofMillis(40), null);
        request("shop", 503, Duration.ZERO, ProxyError.Upstream.CONNECT_REFUSED);
        request("shop", 0, Duration.ZERO, null);
        request(null, 404, Duration.ZERO, ProxyError.Downstream.NO_ROUTE);
        String shop = "kind=\"HTTPRoute\",namespace=\"default\",route=\"shop\"";
        assertSamples(
                "sluice_requests_total{code=\"2xx\"," + shop + ",} 2.0",
                "sluice_requests_total{code=\"5xx\"," + shop + ",} 1.0",
                "sluice_requests_total{code=\"none\"," + shop + ",} 1.0",
                "sluice_requests_total{code=\"4xx\",kind=\"\",namespace=\"\",route=\"\",} 1.0",
                "sluice_upstream_duration_seconds_bucket{" + shop + ",le=\"0.005\",} 1.0",
                "sluice_upstream_duration_seconds_bucket{" + shop + ",le=\"0.1\",} 2.0",
                "sluice_upstream_duration_seconds_bucket{" + shop + ",le=\"+Inf\",} 2.0",
                "sluice_upstream_duration_seconds_count{" + shop + ",} 2.0",
                "sluice_upstream_duration_seconds_sum{" + shop + ",} 0.043",
                "sluice_upstream_duration_seconds_max{" + shop + ",} 0.04",
                "sluice_errors_total{reason=\"CONNECT_REFUSED\",source=\"upstream\",} 1.0",
                "sluice_errors_total{reason=\"NO_ROUTE\",source=\"downstream\",} 1.0");
    }

    /** Ten thousand routes and whatever clients send make no more series than the settings allow. */
    @Test
    void seriesAreBounded() {
        request("a", 200, Duration.ofMillis(1), null);
        request("b", 200, Duration.ofMillis(1), null);
        long series = registry.scrape().lines().count();
        for (int i = 0; i < 10_000; i++) {
            request("route-" + i, 200 + i % 300, Duration.ofMillis(i), null);
        }
        assertThat(registry.scrape().lines()).hasSize((int) series);
        published(1, Map.of(), Duration.ZERO, Duration.ZERO);
        assertThat(registry.scrape())
                .as("the routes are gone")
                .doesNotContain("route=\"a\"")
                .contains("route=\"other\"");
    }

    @Test
    void connectionsAndPools() {
        traffic.clientConnected(SOCKET);
        traffic.clientConnected(SOCKET);
        traffic.clientDisconnected(SOCKET);
        traffic.clientRejected(SOCKET);
        traffic.upstreamConnected(ENDPOINT);
        traffic.upstreamConnected(ENDPOINT);
        traffic.upstreamDisconnected(ENDPOINT);
        traffic.poolsChanged(new PoolState(1, 2, 3));
        traffic.replayed(ENDPOINT);
        traffic.retried(ENDPOINT);
        traffic.mirrorDropped(new EndpointKey("default", "mirror", 80));
        assertSamples(
                "sluice_downstream_connections 1.0",
                "sluice_downstream_rejected_total 1.0",
                "sluice_upstream_connections 1.0",
                "sluice_upstream_connections_idle 1.0",
                "sluice_upstream_pending 2.0",
                "sluice_upstream_waiting 3.0",
                "sluice_upstream_replayed_total 1.0",
                "sluice_upstream_retried_total 1.0",
                "sluice_mirrors_dropped_total 1.0");
    }

    @Test
    void tablesAndTheTimeThatTheyTook() {
        published(7, Map.of(SOCKET, "address already in use"), Duration.ofMillis(3), Duration.ofMillis(70));
        control.failed(new IllegalStateException("a fault for the test"));
        assertSamples(
                "sluice_table_generation 7.0",
                "sluice_table_failed_sockets 1.0",
                "sluice_compile_duration_seconds_bucket{le=\"0.001\",} 0.0",
                "sluice_compile_duration_seconds_bucket{le=\"0.005\",} 1.0",
                "sluice_propagation_duration_seconds_bucket{le=\"0.05\",} 0.0",
                "sluice_propagation_duration_seconds_bucket{le=\"0.1\",} 1.0",
                "sluice_compile_failures_total 1.0");
        published(8, Map.of(), Duration.ofMillis(3), Duration.ofMillis(70));
        assertSamples(
                "sluice_table_generation 8.0",
                "sluice_table_failed_sockets 0.0",
                "sluice_compile_duration_seconds_count 2.0");
    }

    @Test
    void writesToTheCluster() {
        writes.leading(true);
        writes.written("status", ROUTE, Duration.ofMillis(20).toNanos());
        writes.conflict("status", ROUTE);
        writes.failed("status", ROUTE, new IllegalStateException("a refusal for the test"));
        assertSamples(
                "sluice_writer_leading 1.0",
                "sluice_writes_seconds_count{kind=\"HTTPRoute\",what=\"status\",} 1.0",
                "sluice_writes_seconds_sum{kind=\"HTTPRoute\",what=\"status\",} 0.02",
                "sluice_write_conflicts_total{kind=\"HTTPRoute\",what=\"status\",} 1.0",
                "sluice_write_failures_total{kind=\"HTTPRoute\",what=\"status\",} 1.0");
    }

    @Test
    void allAreDocumented() {
        request("shop", 503, Duration.ofMillis(1), ProxyError.Upstream.CONNECT_REFUSED);
        traffic.streamCarried(new RuleId("TCPRoute", "default", "db", 0, ""), 1, 1);
        writes.written("status", ROUTE, 1);
        writes.conflict("status", ROUTE);
        writes.failed("status", ROUTE, new IllegalStateException("a refusal for the test"));
        registry.counter(SluiceApplication.ACCESS_LOG_DROPPED);
        registry.gauge(ProxyMode.FEED_CONNECTIONS, 1);
        assertThat(DocumentedMetrics.scraped(registry.scrape())).isEqualTo(DocumentedMetrics.documented());
    }
}

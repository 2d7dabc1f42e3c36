package dev.sluice.app;

import dev.sluice.feed.FeedClient;
import dev.sluice.proxy.DataPlane;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data plane of one Gateway, fed by the controllers. */
final class ProxyMode implements Mode {
    /** The gauge of the controllers that it is connected to. */
    static final String FEED_CONNECTIONS = "sluice.feed.connections";

    private final EndpointDirectory endpoints = new EndpointDirectory();
    private final DataPlane plane;
    private final FeedClient feed;
    private final TrafficMetrics traffic;
    private final Runnable onServing;
    private final Duration drainDelay;

    /** @param onServing called when a table is served */
    ProxyMode(Settings settings, Vertx vertx, MeterRegistry registry, TrafficMetrics traffic, Runnable onServing) {
        this.traffic = traffic;
        this.onServing = onServing;
        drainDelay = settings.proxy().drainDelay();
        plane = new DataPlane(vertx, endpoints, ProxySettingsMapping.of(settings.proxy()), traffic);
        FeedSettings feedSettings = settings.feed();
        feed = new FeedClient(
                new FeedClient.Config(
                        feedSettings.hosts(),
                        feedSettings.port(),
                        feedSettings.identity(),
                        feedSettings.keptTable(),
                        settings.cluster().podName()),
                endpoints,
                plane::useSessionKeys);
        plane.onChange(feed::changed);
        registry.gauge("sluice.table.generation", feed, client -> client.table().generation());
        registry.gauge(FEED_CONNECTIONS, feed, FeedClient::connected);
    }

    @Override
    public DataPlane dataPlane() {
        return plane;
    }

    @Override
    public RouteTable table() {
        return feed.table();
    }

    @Override
    public EndpointDirectory endpoints() {
        return endpoints;
    }

    @Override
    public LatestState.@Nullable Served served() {
        return null;
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public void start() {
        feed.follow(table -> plane.serve(table).thenApply(report -> {
            traffic.retain(routes(table));
            onServing.run();
            return report;
        }));
    }

    private static Set<ResourceKey> routes(RouteTable table) {
        Set<ResourceKey> routes = new HashSet<>();
        table.rules().forEach(rule -> routes.add(new ResourceKey(rule.kind(), rule.namespace(), rule.route())));
        return routes;
    }

    @Override
    public List<String> awaited() {
        return feed.isServing() ? List.of() : List.of("a table from a controller");
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("mode", "proxy", "awaits", awaited(), "controllers", feed.connected());
    }

    @Override
    public Duration drainDelay() {
        return drainDelay;
    }

    @Override
    public void stopControl() {
        feed.close();
    }
}

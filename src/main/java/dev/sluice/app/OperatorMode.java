package dev.sluice.app;

import dev.sluice.compile.CompileSettings;
import dev.sluice.feed.FeedServer;
import dev.sluice.feed.TableKeeper;
import dev.sluice.kubernetes.ClusterSource;
import dev.sluice.kubernetes.ClusterWriter;
import dev.sluice.kubernetes.DedicatedProxies;
import dev.sluice.kubernetes.DefaultClass;
import dev.sluice.kubernetes.FeedAuthority;
import dev.sluice.kubernetes.SessionSecret;
import dev.sluice.kubernetes.WriterLease;
import dev.sluice.proxy.DataPlane;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** In a cluster: resources from the API server, statuses and Services to it. */
final class OperatorMode implements CompilingMode {
    /** The pods of the shared proxy, by the label that every way to install gives them. */
    private static final String POD_SELECTOR = "app.kubernetes.io/name=sluice";

    private static final Logger LOG = Logger.getLogger("dev.sluice");

    private final Core core;
    private final ClusterSource source;
    private final ClusterWriter writer;
    private final SessionSecret sessions;
    private final TableKeeper keeper;
    private final Runnable onServing;
    private final Optional<DefaultClass> defaultClass;
    private final FeedAuthority authority;
    private final FeedServer feed;
    private final int feedPort;
    private final Duration drainDelay;

    /** @param onServing called when a table is served that was kept from before */
    OperatorMode(
            KubernetesClient client,
            Settings settings,
            Vertx vertx,
            ControlMetrics control,
            TrafficMetrics traffic,
            WriteMetrics writes,
            Runnable onServing) {
        settings.checkForCluster();
        this.onServing = onServing;
        drainDelay = settings.proxy().drainDelay();
        ResourceStore store = new ResourceStore();
        EndpointDirectory endpoints = new EndpointDirectory();
        Settings.Cluster cluster = settings.cluster();
        feed = new FeedServer(endpoints, settings.feed().maxProxies());
        feedPort = settings.feed().port();
        authority = new FeedAuthority(
                client, cluster.namespace(), settings.feed().authoritySecret(), InstantSource.system(), feed::use);
        writer = new ClusterWriter(
                client,
                settings.controllerName(),
                new WriterLease.Config(
                        cluster.namespace(),
                        cluster.leaseName(),
                        cluster.podName(),
                        cluster.leaseDuration(),
                        cluster.leaseRenewDeadline(),
                        cluster.leaseRetryPeriod()),
                POD_SELECTOR,
                cluster.concurrentStatusWrites(),
                new DedicatedProxies(
                        String.join(",", settings.feed().hosts()), feedPort, settings.managementPort(), authority),
                InstantSource.system(),
                writes);
        DataPlane plane = new DataPlane(vertx, endpoints, ProxySettingsMapping.of(settings.proxy()), traffic);
        sessions = new SessionSecret(client, cluster.namespace(), cluster.sessionSecret(), this::useSessionKeys);
        defaultClass = cluster.defaultClass().map(name -> new DefaultClass(client, settings.controllerName(), name));
        core = Core.of(
                store,
                endpoints,
                plane,
                new CompileSettings(
                        settings.controllerName(),
                        new CompileSettings.Addressing.SharedProxy(
                                settings.sharedProxy().firstPort(),
                                settings.sharedProxy().lastPort(),
                                List.of(settings.managementPort(), feedPort))),
                writer,
                control);
        keeper = new TableKeeper(settings.feed().keptTable(), endpoints, core.routes()::table);
        feed.onChange(core.loop()::trigger);
        writer.onLeading(feed::lead);
        source = new ClusterSource(client, store, endpoints, core.loop(), core.loop()::start);
        source.listen(writer);
    }

    @Override
    public Core core() {
        return core;
    }

    @Override
    public void start() throws IOException {
        serveKept();
        // What was kept is of the shared proxy alone, and must not reach the others.
        core.routes().follow(feed);
        feed.listen(new InetSocketAddress(feedPort));
        authority.start();
        source.start();
        writer.start();
        sessions.start();
        defaultClass.ifPresent(DefaultClass::start);
    }

    private void serveKept() {
        TableKeeper.Kept kept = keeper.restore();
        if (kept != null) {
            if (!kept.sessionKeys().isEmpty()) {
                core.dataPlane().useSessionKeys(kept.sessionKeys());
            }
            var _ = core.routes().publish(kept.table()).thenRun(() -> {
                LOG.info("Serving the table that was kept, until the API server has been asked");
                onServing.run();
            });
        }
        keeper.start();
    }

    private void useSessionKeys(List<byte[]> keys) {
        core.dataPlane().useSessionKeys(keys);
        feed.useSessionKeys(keys);
        keeper.useSessionKeys(keys);
    }

    @Override
    public List<String> awaited() {
        return source.awaited();
    }

    @Override
    public Map<String, Object> status() {
        return Map.of(
                "mode", "operator", "awaits", source.awaited(), "leads", writer.isLeading(), "leader", writer.leader());
    }

    @Override
    public Duration drainDelay() {
        return drainDelay;
    }

    @Override
    public void stopControl() {
        writer.close();
        sessions.close();
        defaultClass.ifPresent(DefaultClass::close);
        authority.close();
        feed.close();
        keeper.close();
    }
}

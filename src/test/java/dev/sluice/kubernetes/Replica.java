package dev.sluice.kubernetes;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.control.ActiveRoutes;
import dev.sluice.control.ControlLoop;
import dev.sluice.control.LoopObserver;
import dev.sluice.feed.FeedServer;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A replica as the application wires it, without a data plane and without Quarkus. */
final class Replica implements AutoCloseable {
    final ResourceStore store = new ResourceStore();
    final EndpointDirectory endpoints = new EndpointDirectory();
    final ActiveRoutes routes = new ActiveRoutes();
    final ClusterWriter writer;
    final ClusterSource source;
    final ControlLoop loop;
    final SessionSecret sessions;
    final FeedAuthority authority;
    final FeedServer feed;
    final AtomicReference<List<byte[]>> sessionKeys = new AtomicReference<>(List.of());
    final Map<String, AtomicInteger> writes = new ConcurrentHashMap<>();
    final AtomicInteger conflicts = new AtomicInteger();

    /** For what waits until a replica has lost the Lease. */
    static final Duration SHORT_LEASE = Duration.ofSeconds(3);

    /** Where no replica is to lose the Lease, not even one that is stopped for a while on a machine that is busy. */
    private static final Duration LONG_LEASE = Duration.ofMinutes(10);

    Replica(TestCluster cluster, KubernetesClient client, String name) {
        this(cluster, client, name, LONG_LEASE);
    }

    Replica(TestCluster cluster, KubernetesClient client, String name, Duration leaseDuration) {
        CompileSettings settings = new CompileSettings(
                cluster.controllerName, new CompileSettings.Addressing.SharedProxy(20_000, 29_999, List.of(9000)));
        WriterLease.Config lease = new WriterLease.Config(
                cluster.namespace,
                "sluice-writer",
                name,
                leaseDuration,
                leaseDuration.multipliedBy(2).dividedBy(3),
                Duration.ofMillis(300));
        WriteObserver observer = new WriteObserver() {
            @Override
            public void written(String what, ResourceKey object, long sinceDecidedNanos) {
                writes.computeIfAbsent(what + " " + object, _ -> new AtomicInteger())
                        .incrementAndGet();
            }

            @Override
            public void conflict(String what, ResourceKey object) {
                conflicts.incrementAndGet();
            }

            @Override
            public void failed(String what, ResourceKey object, Exception failure) {
                System.err.println(name + ": " + what + " of " + object + ": " + failure);
            }
        };
        feed = new FeedServer(endpoints, 10);
        authority = new FeedAuthority(
                client, cluster.namespace, "sluice-feed-authority", InstantSource.system(), feed::use);
        writer = new ClusterWriter(
                client,
                cluster.controllerName,
                lease,
                "app.kubernetes.io/name=" + cluster.id,
                8,
                new DedicatedProxies("controllers", 9443, 9000, authority),
                InstantSource.system(),
                observer);
        loop = new ControlLoop(store, new Compiler(settings), routes, writer, LoopObserver.NONE);
        source = new ClusterSource(client, store, endpoints, loop, loop::start);
        source.listen(writer);
        routes.follow(feed);
        feed.onChange(loop::trigger);
        sessions = new SessionSecret(client, cluster.namespace, "sluice-sessions", sessionKeys::set);
    }

    Replica(TestCluster cluster) {
        this(cluster, cluster.client, "replica-1");
    }

    Replica start() {
        writer.start();
        source.start();
        sessions.start();
        authority.start();
        return this;
    }

    /** How many writes of one object there were. */
    int writesOf(String what, String kind, String namespace, String name) {
        AtomicInteger count = writes.get(what + " " + new ResourceKey(kind, namespace, name));
        return count == null ? 0 : count.get();
    }

    @Override
    public void close() {
        source.close();
        loop.close();
        writer.close();
        sessions.close();
        authority.close();
        feed.close();
    }
}

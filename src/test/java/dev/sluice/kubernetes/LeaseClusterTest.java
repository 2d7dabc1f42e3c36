package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class LeaseClusterTest {
    private final TestCluster cluster = new TestCluster();
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final KubernetesClient secondClient = TestCluster.cluster();
    private Replica first = new Replica(cluster, cluster.client, "replica-1");
    private Replica second = new Replica(cluster, secondClient, "replica-2");

    @AfterEach
    void close() {
        first.close();
        second.close();
        secondClient.close();
        cluster.close();
    }

    private void startBoth() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        first.start();
        Await.until("the first leads", first.writer::isLeading);
        second.start();
        Await.until("the second has compiled", () -> second.loop.publishedGeneration() > 0);
    }

    @Test
    void allComputeAndOneWrites() {
        startBoth();

        cluster.client.resource(fixtures.gateway("gw")).create();

        Await.untilAsserted(() -> assertThat(second.routes.table().ports())
                .hasSameSizeAs(first.routes.table().ports())
                .isNotEmpty());
        Await.until("the first has written", () -> first.writesOf("status", "Gateway", cluster.namespace, "gw") > 0);
        Await.until("the second knows", () -> second.writer.leader().equals("replica-1"));
        assertThat(second.writer.isLeading()).isFalse();
        assertThat(second.writesOf("status", "Gateway", cluster.namespace, "gw"))
                .isZero();
    }

    @Test
    void aReplicaThatEndsHandsOverAtOnce() {
        startBoth();
        first.close();

        Await.until("the second leads", second.writer::isLeading);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.until("the second has written", () -> second.writesOf("status", "Gateway", cluster.namespace, "gw") > 0);
        assertThat(first.writesOf("status", "Gateway", cluster.namespace, "gw")).isZero();
    }

    @Test
    void whatAReplicaThatDiedDidNotWriteIsWrittenByTheNext() {
        first = new Replica(cluster, cluster.client, "replica-1", Replica.SHORT_LEASE);
        second = new Replica(cluster, secondClient, "replica-2", Replica.SHORT_LEASE);
        startBoth();
        // It dies: no longer renews, gives nothing back.
        cluster.client.close();
        try (KubernetesClient other = TestCluster.cluster()) {
            other.resource(fixtures.gateway("gw")).create();

            Await.until("the first has let go by itself", () -> !first.writer.isLeading());
            Await.until(
                    "the second has written", () -> second.writesOf("status", "Gateway", cluster.namespace, "gw") > 0);
            Await.untilAsserted(
                    () -> assertThat(other.resources(io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway.class)
                                    .inNamespace(cluster.namespace)
                                    .withName("gw")
                                    .get()
                                    .getStatus()
                                    .getListeners())
                            .hasSize(1));
        }
    }

    @Test
    void whatThrowsWhenTheLeaseIsGotDoesNotEndItsRenewal() {
        var lease = cluster.client.leases().inNamespace(cluster.namespace).withName("renewed");
        var config = new WriterLease.Config(
                cluster.namespace,
                "renewed",
                "one",
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofMillis(50));
        try (WriterLease renewing = new WriterLease(cluster.client, config, _ -> {
            throw new IllegalStateException("a bug of who is told");
        })) {
            renewing.start();
            Await.until("it is held", renewing::isHeld);
            var first = lease.get().getMetadata().getResourceVersion();
            Await.until(
                    "it is renewed",
                    () -> !lease.get().getMetadata().getResourceVersion().equals(first));
        }
    }

    @Test
    void whatTheReplicaThatWritesWantsOtherwiseIsNotOverwrittenByTheOthers() {
        String service = "gw-" + cluster.className;
        startBoth();
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.slices(service)).hasSize(1));
        // The Lease goes to a replica of another release, which writes other slices.
        first.close();
        Await.until("the second leads", second.writer::isLeading);
        var lease = cluster.client.leases().inNamespace(cluster.namespace).withName("sluice-writer");
        Live.edit(lease, held -> {
            held.getSpec().setHolderIdentity("of-another-release");
            held.getSpec().setLeaseDurationSeconds(3_600);
        });
        Await.until("the second has let go", () -> !second.writer.isLeading());
        EndpointSlice slice = live.slices(service).getFirst();
        Live.edit(
                cluster.client
                        .discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(cluster.namespace)
                        .withName(slice.getMetadata().getName()),
                other -> other.getPorts().getFirst().setPort(4_711));

        Await.stays(
                Duration.ofSeconds(1),
                () -> assertThat(live.slices(service)
                                .getFirst()
                                .getPorts()
                                .getFirst()
                                .getPort())
                        .isEqualTo(4_711));

        cluster.client.resource(fixtures.pod("proxy-1")).create();
        fixtures.podIs("proxy-1", "10.99.0.1", true);
        Await.untilAsserted(() -> assertThat(live.slices(service).getFirst().getEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getAddresses()).containsExactly("10.99.0.1")));
    }

    @Test
    void endpointsFollowThePodsAlthoughTheReplicaThatWritesHasDied() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        String service = "gw-" + cluster.className;
        try (KubernetesClient dyingClient = TestCluster.cluster();
                Replica dying = new Replica(cluster, dyingClient, "dying", Duration.ofHours(1)).start()) {
            Await.until("it leads", dying.writer::isLeading);
            Await.until("it has compiled", () -> dying.loop.publishedGeneration() > 0);
            second.start();
            cluster.client.resource(fixtures.gateway("gw")).create();
            Await.untilAsserted(() -> assertThat(live.slices(service)).hasSize(1));
            dyingClient.close();

            cluster.client.resource(fixtures.pod("proxy-1")).create();
            fixtures.podIs("proxy-1", "10.99.0.1", true);

            Await.untilAsserted(() -> assertThat(live.slices(service)
                            .getFirst()
                            .getEndpoints()
                            .getFirst()
                            .getAddresses())
                    .containsExactly("10.99.0.1"));
            Await.until("the second knows", () -> second.writer.leader().equals("dying"));
            assertThat(second.writer.isLeading()).isFalse();
        }
    }
}

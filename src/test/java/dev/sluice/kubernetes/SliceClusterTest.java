package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The EndpointSlices of the Services of Gateways, and those of backends. */
@Tag("cluster")
class SliceClusterTest {
    private final TestCluster cluster = new TestCluster();
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);
    private final String service = "gw-" + cluster.className;

    @AfterEach
    void close() {
        replica.close();
        cluster.close();
    }

    @Test
    void aSliceOfThatNameThatIsNotOursIsLeftAlone() {
        EndpointSlice foreign = fixtures.slice(service + "-ipv4", "10.99.9.9", true);
        cluster.client.resource(foreign).create();
        fixtures.start(replica);
        cluster.client.resource(fixtures.pod("proxy-1")).create();
        fixtures.podIs("proxy-1", "10.99.0.1", true);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());

        Await.stays(
                Duration.ofSeconds(1),
                () -> assertThat(cluster.client.resource(foreign).get()).satisfies(slice -> {
                    assertThat(slice.getEndpoints().getFirst().getAddresses()).containsExactly("10.99.9.9");
                    assertThat(slice.getMetadata().getLabels()).containsEntry("kubernetes.io/service-name", "backend");
                }));

        cluster.client.resource(foreign).delete();
        Await.untilAsserted(() -> assertThat(live.endpoints(service)).containsExactly("10.99.0.1 ready"));
    }

    @Test
    void aSliceThatSomebodyRelabelsIsRepaired() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.slices(service)).hasSize(1));
        EndpointSlice ours = live.slices(service).getFirst();

        var resource = cluster.client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(cluster.namespace)
                .withName(ours.getMetadata().getName());
        for (String label : List.of("kubernetes.io/service-name", "endpointslice.kubernetes.io/managed-by")) {
            Live.edit(resource, slice -> slice.getMetadata().getLabels().put(label, "else"));
            Await.untilAsserted(() -> assertThat(resource.get().getMetadata().getLabels())
                    .containsAllEntriesOf(ours.getMetadata().getLabels()));
        }
    }

    @Test
    void slicesFollowTheProxysPods() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());

        cluster.client.resource(fixtures.pod("proxy-1")).create();
        fixtures.podIs("proxy-1", "10.99.0.1", true);
        Await.untilAsserted(() -> assertThat(live.endpoints(service)).containsExactly("10.99.0.1 ready"));

        cluster.client.resource(fixtures.pod("proxy-2")).create();
        fixtures.podIs("proxy-2", "10.99.0.2", false);
        Await.untilAsserted(() -> assertThat(live.endpoints(service))
                .containsExactlyInAnyOrder("10.99.0.1 ready", "10.99.0.2 not ready"));

        fixtures.podIs("proxy-2", "10.99.0.2", true);
        cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .withName("proxy-1")
                .withGracePeriod(0)
                .delete();
        Await.untilAsserted(() -> assertThat(live.endpoints(service)).containsExactly("10.99.0.2 ready"));

        EndpointSlice slice = live.slices(service).getFirst();
        assertThat(slice.getMetadata().getLabels())
                .containsEntry("endpointslice.kubernetes.io/managed-by", "sluice.dev");
        assertThat(slice.getEndpoints().getFirst().getTargetRef()).satisfies(pod -> {
            assertThat(pod.getNamespace()).isEqualTo(cluster.namespace);
            assertThat(pod.getName()).isEqualTo("proxy-2");
        });
        assertThat(slice.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPort()).isEqualTo(80);
            assertThat(port.getName())
                    .isEqualTo(live.service(service)
                            .getSpec()
                            .getPorts()
                            .getFirst()
                            .getName());
        });
    }

    @Test
    void endpointsReachTheDataPlaneWithoutACompilation() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.slice("backend-1", "10.99.1.1", true)).create();
        EndpointKey key = new EndpointKey(cluster.namespace, "backend", 80);
        Await.untilAsserted(
                () -> assertThat(replica.endpoints.of(key)).containsExactly(new Endpoint("10.99.1.1", 8080)));

        cluster.client.resource(fixtures.slice("backend-2", "10.99.1.2", true)).create();
        Await.untilAsserted(() -> assertThat(replica.endpoints.of(key))
                .containsExactlyInAnyOrder(new Endpoint("10.99.1.1", 8080), new Endpoint("10.99.1.2", 8080)));

        cluster.client.resource(fixtures.slice("backend-1", "10.99.1.1", false)).update();
        Await.untilAsserted(
                () -> assertThat(replica.endpoints.of(key)).containsExactly(new Endpoint("10.99.1.2", 8080)));

        cluster.client
                .services()
                .inNamespace(cluster.namespace)
                .withName("backend")
                .delete();
        Await.untilAsserted(() -> assertThat(replica.endpoints.of(key)).isEmpty());
    }
}

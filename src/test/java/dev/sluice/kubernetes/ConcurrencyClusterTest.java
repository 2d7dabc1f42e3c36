package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class ConcurrencyClusterTest {
    private final TestCluster cluster = new TestCluster();
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);

    @AfterEach
    void close() {
        replica.close();
        cluster.close();
    }

    @Test
    void twoControllersThatWriteTheSameRouteAtTheSameTimeLoseNothing() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.gateway("gw")).create();
        cluster.client.resource(fixtures.route("route", "gw", "a.example.com")).create();
        replica.start();
        awaitOurs();

        // The other one adds, counts up and never removes, as fast as it can, while the route's spec changes too.
        AtomicInteger theirs = new AtomicInteger();
        try (KubernetesClient other = TestCluster.cluster()) {
            for (int round = 0; round < 40; round++) {
                String host = "h" + round + ".example.com";
                Live.edit(live.route("route"), route -> {
                    route.getSpec().setHostnames(List.of(host));
                });
                writeTheirs(other, theirs.incrementAndGet());
            }
        }

        awaitOurs();
        HTTPRoute route = live.route("route").get();
        assertThat(route.getStatus().getParents())
                .filteredOn(parent -> parent.getControllerName().equals("example.com/other"))
                .singleElement()
                .satisfies(
                        parent -> assertThat(parent.getConditions().getFirst().getMessage())
                                .isEqualTo("40"));
    }

    private void writeTheirs(KubernetesClient other, int count) {
        while (true) {
            HTTPRoute route = other.resources(HTTPRoute.class)
                    .inNamespace(cluster.namespace)
                    .withName("route")
                    .get();
            try {
                List<RouteParentStatus> parents = new ArrayList<>();
                if (route.getStatus() != null) {
                    parents.addAll(route.getStatus().getParents());
                }
                parents.removeIf(parent -> parent.getControllerName().equals("example.com/other"));
                parents.add(Fixtures.foreignParent(Integer.toString(count)));
                route.setStatus(new HTTPRouteStatus(parents));
                other.resource(route).updateStatus();
                return;
            } catch (KubernetesClientException conflict) {
                assertThat(conflict.getCode()).isEqualTo(409);
            }
        }
    }

    private void awaitOurs() {
        Await.untilAsserted(() -> {
            HTTPRoute route = live.route("route").get();
            assertThat(route.getStatus().getParents())
                    .filteredOn(parent -> parent.getControllerName().equals(cluster.controllerName))
                    .singleElement()
                    .satisfies(parent -> assertThat(Live.condition(parent.getConditions(), "Accepted")
                                    .getObservedGeneration())
                            .isEqualTo(route.getMetadata().getGeneration()));
        });
    }

    @Test
    void aThousandRoutesAtOnceAllGetTheirStatusInOneWriteEach() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.gateway("gw")).create();
        replica.start();
        Await.until("the first compilation", () -> replica.loop.publishedGeneration() > 0);

        int count = 1_000;
        java.util.stream.IntStream.range(0, count)
                .parallel()
                .forEach(i -> cluster.client
                        .resource(fixtures.route("route-" + i, "gw", "r" + i + ".example.com"))
                        .create());

        Await.untilAsserted(() -> assertThat(live.gateway("gw")
                        .get()
                        .getStatus()
                        .getListeners()
                        .getFirst()
                        .getAttachedRoutes())
                .isEqualTo(count));
        Await.until("the writers are idle", () -> replica.writer.isIdle());
        Await.untilAsserted(() -> {
            List<HTTPRoute> routes = cluster.client
                    .resources(HTTPRoute.class)
                    .inNamespace(cluster.namespace)
                    .list()
                    .getItems();
            assertThat(routes)
                    .hasSize(count)
                    .allSatisfy(route -> assertThat(route.getStatus().getParents())
                            .singleElement()
                            .satisfies(parent -> assertThat(Live.condition(parent.getConditions(), "Accepted")
                                            .getStatus())
                                    .isEqualTo("True")));
        });
        for (int i = 0; i < count; i++) {
            assertThat(replica.writesOf("status", "HTTPRoute", cluster.namespace, "route-" + i))
                    .as("writes of route-" + i)
                    .isEqualTo(1);
        }
    }
}

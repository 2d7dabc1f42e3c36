package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class ManyObjectsClusterTest {
    private final TestApiServer server = new TestApiServer();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tenThousandRoutesThatAreThereAtTheStartAllGetTheirStatus() {
        server.install("gatewayclasses", "gateways", "httproutes");
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.gateway("gw")).create();
        int count = 10_000;
        IntStream.range(0, count)
                .parallel()
                .forEach(i -> cluster.client
                        .resource(fixtures.route("route-" + i, "gw", "r" + i + ".example.com"))
                        .create());

        try (Replica replica = new Replica(cluster, server.client, "replica-1").start()) {
            Await.until("all is compiled", () -> replica.loop.publishedGeneration() > 0);
            Await.until(
                    "all is written",
                    Duration.ofMinutes(10),
                    () -> replica.writes.size() >= count && replica.writer.isIdle());
            List<HTTPRoute> routes = cluster.client
                    .resources(HTTPRoute.class)
                    .inNamespace(cluster.namespace)
                    .list()
                    .getItems();
            assertThat(routes)
                    .hasSize(count)
                    .allSatisfy(
                            route -> assertThat(route.getStatus().getParents()).hasSize(1));
            assertThat(live.gateway("gw")
                            .get()
                            .getStatus()
                            .getListeners()
                            .getFirst()
                            .getAttachedRoutes())
                    .isEqualTo(count);
        }
    }
}

package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A namespace that is being deleted takes no new objects, while those in it are still there. */
@Tag("cluster")
class TerminatingNamespaceClusterTest {
    private final TestApiServer server = new TestApiServer();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster, server.client, "replica-1");

    @AfterEach
    void close() {
        replica.close();
        server.close();
    }

    @Test
    void itsGatewaysHoldUpNoOthers() {
        server.install("gatewayclasses", "gateways", "httproutes");
        String leaving = cluster.namespace + "-leaving";
        server.client
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(leaving)
                        .endMetadata()
                        .build())
                .create();
        cluster.client.resource(fixtures.gatewayClass()).create();
        Gateway doomed = fixtures.gateway("doomed");
        doomed.getMetadata().setNamespace(leaving);
        server.client.resource(doomed).create();
        // Nobody empties it here, so it stays in this state.
        server.client.namespaces().withName(leaving).delete();

        replica.start();
        cluster.client.resource(fixtures.gateway("gw")).create();

        Await.untilAsserted(() -> {
            assertThat(live.service("gw-" + cluster.className)).isNotNull();
            assertThat(live.gateway("gw").get().getStatus().getConditions())
                    .anySatisfy(condition -> assertThat(condition.getType()).isEqualTo("Accepted"));
        });
        assertThat(server.client.services().inNamespace(leaving).list().getItems())
                .isEmpty();
    }
}

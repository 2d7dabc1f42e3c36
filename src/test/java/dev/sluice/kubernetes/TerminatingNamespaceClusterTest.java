package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.GatewayParameters;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
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
        server.install(FollowedKinds.of(GatewayParameters.class));
        String leaving = cluster.namespace + "-leaving";
        server.client
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(leaving)
                        .endMetadata()
                        .build())
                .create();
        fixtures.parameters("own", "{deployment: {mode: Dedicated, image: none}}");
        cluster.client
                .resource(new GatewayClassBuilder(fixtures.gatewayClass())
                        .editSpec()
                        .withNewParametersRef()
                        .withGroup(GatewayParameters.GROUP)
                        .withKind(GatewayParameters.KIND)
                        .withNamespace(cluster.namespace)
                        .withName("own")
                        .endParametersRef()
                        .endSpec()
                        .build())
                .create();
        String name = "doomed-" + cluster.className;
        Gateway doomed = fixtures.gateway("doomed");
        doomed.getMetadata().setNamespace(leaving);
        server.client.resource(doomed).create();
        replica.start();
        var deployments = server.client.apps().deployments().inNamespace(leaving);
        Await.untilAsserted(() -> assertThat(deployments.withName(name).get()).isNotNull());

        // Nobody empties it here but this test, so it stays in this state.
        server.client.namespaces().withName(leaving).delete();
        deployments.withName(name).delete();
        Await.untilAsserted(() -> assertThat(Live.condition(
                                server.client.resource(doomed).get().getStatus().getConditions(), "Programmed")
                        .getMessage())
                .contains("the namespace " + leaving + " is being deleted, and the Gateway with it"));

        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> {
            assertThat(live.service("gw-" + cluster.className)).isNotNull();
            assertThat(live.deployment("gw-" + cluster.className)).isNotNull();
            assertThat(live.gateway("gw").get().getStatus().getConditions())
                    .anySatisfy(condition -> assertThat(condition.getType()).isEqualTo("Accepted"));
        });
        assertThat(deployments.list().getItems()).isEmpty();

        server.client.resource(doomed).delete();
        Await.untilAsserted(() -> assertThat(
                        server.client.services().inNamespace(leaving).list().getItems())
                .isEmpty());
    }
}

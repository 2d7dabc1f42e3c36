package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSetBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class OtherSecretsClusterTest {
    private final TestApiServer server = new TestApiServer();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Replica replica = new Replica(cluster, server.client, "replica-1");

    @AfterEach
    void close() {
        replica.close();
        server.close();
    }

    @Test
    void aSecretOfAnotherTypeThatAListenerSetRefersToIsToldFromOneThatIsMissing() {
        server.install("gatewayclasses", "gateways", "httproutes", "listenersets");
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client
                .resource(new GatewayBuilder(fixtures.gateway("gw"))
                        .editSpec()
                        .withNewAllowedListeners()
                        .withNewNamespaces()
                        .withFrom("Same")
                        .endNamespaces()
                        .endAllowedListeners()
                        .endSpec()
                        .build())
                .create();
        cluster.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("certificate")
                        .endMetadata()
                        .withType("Opaque")
                        .build())
                .create();
        ListenerSet set = cluster.client.resource(listenerSet()).create();

        replica.start();

        Await.untilAsserted(() -> assertThat(Live.condition(
                                cluster.client
                                        .resource(set)
                                        .get()
                                        .getStatus()
                                        .getListeners()
                                        .getFirst()
                                        .getConditions(),
                                "ResolvedRefs")
                        .getMessage())
                .contains("is of type Opaque"));
    }

    private ListenerSet listenerSet() {
        return new ListenerSetBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName("set")
                .endMetadata()
                .withNewSpec()
                .withNewParentRef()
                .withName("gw")
                .endParentRef()
                .addNewListener()
                .withName("https")
                .withPort(443)
                .withProtocol("HTTPS")
                .withNewTls()
                .addNewCertificateRef()
                .withName("certificate")
                .endCertificateRef()
                .endTls()
                .endListener()
                .endSpec()
                .build();
    }
}

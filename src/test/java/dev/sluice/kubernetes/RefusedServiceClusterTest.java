package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the API server says of a Service is said in the status of its Gateway. */
@Tag("cluster")
class RefusedServiceClusterTest {
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
    void aServiceThatTheApiServerRefusesIsToldInTheStatus() {
        ResourceQuota quota = quota("count/services", 0);
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();

        Await.untilAsserted(() -> assertThat(programmed()).satisfies(condition -> {
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getReason()).isEqualTo("NoResources");
            assertThat(condition.getMessage())
                    .contains("refuses to create the Service " + cluster.namespace + "/" + service)
                    .contains("exceeded quota: few-services")
                    .contains("raise the ResourceQuota");
        }));
        assertThat(Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Accepted")
                        .getStatus())
                .isEqualTo("True");

        cluster.client.resource(quota).delete();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());
        live.addressIs(service, "192.0.2.7");
        Await.untilAsserted(() -> assertThat(programmed().getStatus()).isEqualTo("True"));
    }

    @Test
    void aChangeOfAServiceThatTheApiServerRefusesIsToldInTheStatus() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());
        live.addressIs(service, "192.0.2.7");
        Await.untilAsserted(() -> assertThat(programmed().getStatus()).isEqualTo("True"));

        ResourceQuota quota = quota("services.nodeports", 1);
        Live.edit(
                live.gateway("gw"),
                edited -> edited.getSpec()
                        .getListeners()
                        .add(new ListenerBuilder()
                                .withName("more")
                                .withPort(8080)
                                .withProtocol("HTTP")
                                .build()));
        Await.untilAsserted(() -> assertThat(programmed()).satisfies(condition -> {
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getReason()).isEqualTo("NoResources");
            assertThat(condition.getMessage()).contains("refuses to change the Service");
        }));

        cluster.client.resource(quota).delete();
        Await.untilAsserted(() -> assertThat(programmed().getStatus()).isEqualTo("True"));
        assertThat(live.service(service).getSpec().getPorts()).hasSize(2);
    }

    private Condition programmed() {
        return Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Programmed");
    }

    /** A quota that is in force. */
    private ResourceQuota quota(String what, int most) {
        ResourceQuota quota = cluster.client
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("few-services")
                        .endMetadata()
                        .withNewSpec()
                        .addToHard(what, new Quantity(Integer.toString(most)))
                        .endSpec()
                        .build())
                .create();
        Await.untilAsserted(() -> assertThat(
                        cluster.client.resource(quota).get().getStatus().getUsed())
                .containsKey(what));
        return quota;
    }
}

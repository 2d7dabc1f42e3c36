package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParametersReferenceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class ServiceClusterTest {
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
    void aGatewayHasAServiceThatFollowsIt() {
        fixtures.start(replica);
        var gateway = cluster.client
                .resource(new GatewayBuilder(fixtures.gateway("gw"))
                        .editSpec()
                        .withNewInfrastructure()
                        .addToLabels("team", "edge")
                        .addToAnnotations("example.com/cost", "low")
                        .endInfrastructure()
                        .endSpec()
                        .build())
                .create();

        Await.untilAsserted(() -> {
            Service created = live.service(service);
            assertThat(created.getSpec().getType()).isEqualTo("LoadBalancer");
            assertThat(created.getSpec().getIpFamilyPolicy()).isEqualTo("PreferDualStack");
            assertThat(created.getSpec().getSelector()).isNullOrEmpty();
            assertThat(created.getSpec().getPorts()).singleElement().satisfies(port -> {
                assertThat(port.getPort()).isEqualTo(80);
                assertThat(port.getTargetPort().getIntVal()).isEqualTo(80);
            });
            assertThat(created.getMetadata().getLabels())
                    .containsEntry("gateway.networking.k8s.io/gateway-name", "gw")
                    .containsEntry("app.kubernetes.io/managed-by", "sluice")
                    .containsEntry("team", "edge");
            assertThat(created.getMetadata().getAnnotations()).containsEntry("example.com/cost", "low");
            assertThat(created.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid())
                            .isEqualTo(gateway.getMetadata().getUid()));
        });

        Live.edit(live.gateway("gw"), edited -> {
            edited.getSpec().getInfrastructure().setLabels(Map.of());
            edited.getSpec().getListeners().getFirst().setPort(8081);
        });
        Await.untilAsserted(() -> {
            Service changed = live.service(service);
            assertThat(changed.getMetadata().getLabels()).doesNotContainKey("team");
            assertThat(changed.getSpec().getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getPort()).isEqualTo(8081));
        });

        live.gateway("gw").delete();
        Await.untilAsserted(() -> {
            assertThat(live.service(service)).isNull();
            assertThat(live.slices(service)).isEmpty();
        });
    }

    @Test
    void aServiceThatSomebodyChangesOrDeletesIsRepaired() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());

        Live.edit(cluster.client.services().inNamespace(cluster.namespace).withName(service), edited -> {
            edited.getSpec().setType("ClusterIP");
            edited.getSpec().getPorts().getFirst().setName("renamed");
            edited.getMetadata().getLabels().put("of-somebody-else", "stays");
        });
        Await.untilAsserted(() -> {
            Service repaired = live.service(service);
            assertThat(repaired.getSpec().getType()).isEqualTo("LoadBalancer");
            assertThat(repaired.getSpec().getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getName()).isNotEqualTo("renamed"));
            assertThat(repaired.getMetadata().getLabels()).containsEntry("of-somebody-else", "stays");
        });
        Await.until("the writers are idle", () -> replica.writer.isIdle());

        String uid = live.service(service).getMetadata().getUid();
        cluster.client
                .services()
                .inNamespace(cluster.namespace)
                .withName(service)
                .delete();
        Await.untilAsserted(
                () -> assertThat(live.service(service).getMetadata().getUid()).isNotEqualTo(uid));
    }

    @Test
    void aServiceOfThatNameThatIsNotOursIsLeftAlone() {
        Service foreign = fixtures.backend();
        foreign.getMetadata().setName(service);
        cluster.client.resource(foreign).create();
        String version = live.service(service).getMetadata().getResourceVersion();
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();

        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Programmed")
                                .getStatus())
                .isEqualTo("False"));
        Await.until("the writers are idle", () -> replica.writer.isIdle());

        assertThat(live.service(service).getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(live.slices(service)).noneMatch(WantedSlices::isOwn);
    }

    @Test
    void aGatewayForTheClusterAloneIsReachedByItsClusterIp() {
        fixtures.start(replica);
        cluster.client
                .resource(new GatewayBuilder(fixtures.gateway("gw"))
                        .editSpec()
                        .addNewAddress()
                        .withType("IPAddress")
                        .addToAdditionalProperties("routability", "Cluster")
                        .endAddress()
                        .endSpec()
                        .build())
                .create();

        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Programmed")
                                .getStatus())
                .isEqualTo("True"));
        Service made = live.service(service);
        assertThat(made.getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(live.gateway("gw").get().getStatus().getAddresses()).anySatisfy(address -> {
            assertThat(address.getValue()).isEqualTo(made.getSpec().getClusterIP());
            assertThat(address.getAdditionalProperties()).containsEntry("routability", "Cluster");
        });
        Await.until("the writers are idle", () -> replica.writer.isIdle());
        int writes = replica.writesOf("status", "Gateway", cluster.namespace, "gw");
        Await.stays(
                Duration.ofSeconds(1),
                () -> assertThat(replica.writesOf("status", "Gateway", cluster.namespace, "gw"))
                        .isEqualTo(writes));
    }

    @Test
    void theServiceOfAGatewayThatIsRefusedForAWhileStays() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.pod("proxy-1")).create();
        fixtures.podIs("proxy-1", "10.99.0.1", true);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.endpoints(service)).containsExactly("10.99.0.1 ready"));
        String uid = live.service(service).getMetadata().getUid();
        String ports = live.service(service).getSpec().getPorts().toString();

        var gatewayClass = cluster.client.resources(GatewayClass.class).withName(cluster.className);
        Live.edit(
                gatewayClass,
                refused -> refused.getSpec()
                        .setParametersRef(new ParametersReferenceBuilder()
                                .withGroup("example.com")
                                .withKind("Unknown")
                                .withName("none")
                                .build()));
        awaitAccepted("False");
        // Its endpoints are those of the pods, and not those that the pods had.
        fixtures.podIs("proxy-1", "10.99.0.2", true);
        Await.untilAsserted(() -> assertThat(live.endpoints(service)).containsExactly("10.99.0.2 ready"));
        Await.stays(Duration.ofSeconds(2), () -> {
            assertThat(live.service(service).getMetadata().getUid()).isEqualTo(uid);
            assertThat(live.service(service).getSpec().getPorts().toString()).isEqualTo(ports);
        });

        Live.edit(gatewayClass, accepted -> accepted.getSpec().setParametersRef(null));
        awaitAccepted("True");
        assertThat(live.service(service).getMetadata().getUid()).isEqualTo(uid);

        Live.edit(
                gatewayClass,
                refused -> refused.getSpec()
                        .setParametersRef(new ParametersReferenceBuilder()
                                .withGroup("example.com")
                                .withKind("Unknown")
                                .withName("none")
                                .build()));
        awaitAccepted("False");
        live.gateway("gw").delete();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNull());
    }

    @Test
    void theServicesOfAClassThatIsDeletedByForceStay() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        awaitAccepted("True");
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());
        String uid = live.service(service).getMetadata().getUid();
        var gatewayClass = cluster.client.resources(GatewayClass.class).withName(cluster.className);
        Await.untilAsserted(() ->
                assertThat(live.gatewayClass().getMetadata().getFinalizers()).isNotEmpty());

        gatewayClass.delete();
        Live.edit(gatewayClass, deleted -> deleted.getMetadata().setFinalizers(List.of()));

        awaitAccepted("False");
        // Longer than a Service that nobody wants is kept.
        Await.stays(
                Duration.ofSeconds(3),
                () -> assertThat(live.service(service).getMetadata().getUid()).isEqualTo(uid));

        cluster.client.resource(fixtures.gatewayClass()).create();
        awaitAccepted("True");
        assertThat(live.service(service).getMetadata().getUid()).isEqualTo(uid);
    }

    private void awaitAccepted(String status) {
        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Accepted")
                                .getStatus())
                .isEqualTo(status));
    }

    @Test
    void theServicesOfAGatewayThatChangesItsClassAreRemoved() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());

        Live.edit(live.gateway("gw"), gateway -> {
            gateway.getSpec().setGatewayClassName("another-" + cluster.id);
        });

        Await.untilAsserted(() -> assertThat(live.service(service)).isNull());
    }
}

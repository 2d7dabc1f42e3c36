package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerTLSConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class StatusClusterTest {
    private final TestCluster cluster = new TestCluster();
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);

    @AfterEach
    void close() {
        replica.close();
        cluster.close();
    }

    private void createAll() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.gateway("gw")).create();
        cluster.client.resource(fixtures.route("route", "gw", "a.example.com")).create();
    }

    private void awaitStatuses() {
        Await.untilAsserted(() -> {
            GatewayClass gatewayClass = live.gatewayClass();
            assertThat(Live.condition(gatewayClass.getStatus().getConditions(), "Accepted")
                            .getStatus())
                    .isEqualTo("True");
            assertThat(Live.condition(gatewayClass.getStatus().getConditions(), "SupportedVersion")
                            .getStatus())
                    .isEqualTo("True");
            assertThat(gatewayClass.getStatus().getSupportedFeatures()).isNotEmpty();
            assertThat(gatewayClass.getMetadata().getFinalizers()).contains(ClassFinalizer.FINALIZER);
        });
        awaitGateway();
        awaitRoute("route", "gw");
    }

    private void awaitGateway() {
        Await.untilAsserted(() -> {
            Gateway gateway = live.gateway("gw").get();
            var accepted = Live.condition(gateway.getStatus().getConditions(), "Accepted");
            assertThat(accepted.getStatus()).isEqualTo("True");
            assertThat(accepted.getObservedGeneration())
                    .isEqualTo(gateway.getMetadata().getGeneration());
            assertThat(gateway.getStatus().getListeners()).singleElement().satisfies(listener -> {
                assertThat(listener.getName()).isEqualTo("http");
                assertThat(listener.getAttachedRoutes()).isEqualTo(1);
            });
        });
    }

    private void awaitRoute(String name, String gateway) {
        Await.untilAsserted(() -> {
            HTTPRoute route = live.route(name).get();
            assertThat(route.getStatus().getParents())
                    .filteredOn(parent -> parent.getControllerName().equals(cluster.controllerName))
                    .singleElement()
                    .satisfies(parent -> {
                        assertThat(parent.getParentRef().getName()).isEqualTo(gateway);
                        var accepted = Live.condition(parent.getConditions(), "Accepted");
                        assertThat(accepted.getStatus()).isEqualTo("True");
                        assertThat(accepted.getObservedGeneration())
                                .isEqualTo(route.getMetadata().getGeneration());
                        assertThat(Live.condition(parent.getConditions(), "ResolvedRefs")
                                        .getStatus())
                                .isEqualTo("True");
                    });
        });
    }

    @Test
    void everyKindGetsItsStatusAndTheClassItsFinalizer() {
        createAll();

        replica.start();

        awaitStatuses();
    }

    @Test
    void nothingIsWrittenThatIsThereAlready() {
        createAll();
        replica.start();
        awaitStatuses();
        Await.until("the writers are idle", () -> replica.writer.isIdle());
        replica.close();
        String gatewayVersion = live.gateway("gw").get().getMetadata().getResourceVersion();
        String routeVersion = live.route("route").get().getMetadata().getResourceVersion();

        try (Replica restarted = new Replica(cluster).start()) {
            Await.until("the first compilation", () -> restarted.loop.publishedGeneration() > 0);
            Await.until("the Lease", () -> restarted.writer.isLeading());
            // A label does not change what is served; it makes the restarted replica compile and compare again.
            Live.edit(live.route("route"), route -> {
                route.getMetadata().setLabels(java.util.Map.of("touched", "yes"));
            });
            Await.until("a further compilation", () -> restarted.loop.publishedGeneration() > 1);
            Await.until("the writers are idle", () -> restarted.writer.isIdle());

            assertThat(live.gateway("gw").get().getMetadata().getResourceVersion())
                    .isEqualTo(gatewayVersion);
            assertThat(live.route("route").get().getMetadata().getResourceVersion())
                    .isNotEqualTo(routeVersion);
            assertThat(restarted.writesOf("status", "HTTPRoute", cluster.namespace, "route"))
                    .isZero();
            assertThat(restarted.writesOf("status", "Gateway", cluster.namespace, "gw"))
                    .isZero();
        }
    }

    @Test
    void conditionsOfOthersSurvive() {
        createAll();
        replica.start();
        awaitStatuses();
        var foreign = Fixtures.foreignCondition("example.com/Inspected", "by somebody else");
        Live.editStatus(live.gateway("gw"), gateway -> {
            gateway.getStatus().getConditions().add(foreign);
            gateway.getStatus().getListeners().getFirst().getConditions().add(foreign);
        });

        Live.edit(live.gateway("gw"), gateway -> {
            gateway.getSpec().getListeners().getFirst().setHostname("*.example.com");
        });

        awaitGateway();
        Gateway gateway = live.gateway("gw").get();
        assertThat(gateway.getMetadata().getGeneration()).isEqualTo(2);
        assertThat(gateway.getStatus().getConditions()).contains(foreign);
        assertThat(gateway.getStatus().getListeners().getFirst().getConditions())
                .contains(foreign);

        // The listener goes, and its status with it, although somebody else's condition was there.
        Live.edit(live.gateway("gw"), edited -> {
            edited.getSpec().getListeners().getFirst().setName("renamed");
        });
        Await.untilAsserted(
                () -> assertThat(live.gateway("gw").get().getStatus().getListeners())
                        .singleElement()
                        .satisfies(listener -> assertThat(listener.getName()).isEqualTo("renamed")));
        assertThat(live.gateway("gw").get().getStatus().getConditions()).contains(foreign);
    }

    @Test
    void parentsOfOtherControllersSurviveAndOursAreWithdrawn() {
        createAll();
        replica.start();
        awaitStatuses();
        var foreign = Fixtures.foreignParent("by somebody else");
        Live.editStatus(live.route("route"), route -> {
            route.getStatus().getParents().add(foreign);
        });

        Live.edit(live.route("route"), route -> {
            route.getSpec().setHostnames(java.util.List.of("b.example.com"));
        });
        awaitRoute("route", "gw");
        assertThat(live.route("route").get().getStatus().getParents())
                .hasSize(2)
                .contains(foreign);

        Live.edit(live.route("route"), route -> {
            route.getSpec().getParentRefs().getFirst().setName("elsewhere");
        });
        Await.untilAsserted(() ->
                assertThat(live.route("route").get().getStatus().getParents()).containsExactly(foreign));
    }

    @Test
    void theLastParentIsWithdrawnToo() {
        createAll();
        replica.start();
        awaitStatuses();

        Live.edit(
                live.route("route"),
                route -> route.getSpec().getParentRefs().getFirst().setName("elsewhere"));

        Await.untilAsserted(() ->
                assertThat(live.route("route").get().getStatus().getParents()).isEmpty());
    }

    @Test
    void aSpoiltStatusIsRepaired() {
        createAll();
        replica.start();
        awaitStatuses();
        var accepted = Live.condition(live.gateway("gw").get().getStatus().getConditions(), "Accepted");

        Live.editStatus(live.gateway("gw"), gateway -> {
            gateway.getStatus().getConditions().forEach(condition -> condition.setMessage("spoilt"));
        });
        Live.editStatus(
                live.route("route"),
                route -> route.getStatus()
                        .getParents()
                        .getFirst()
                        .getConditions()
                        .forEach(condition -> condition.setStatus("Unknown")));

        Await.untilAsserted(
                () -> assertThat(live.gateway("gw").get().getStatus().getConditions())
                        .contains(accepted)
                        .noneMatch(condition -> condition.getMessage().equals("spoilt")));
        awaitRoute("route", "gw");
    }

    @Test
    void aGatewayOfAnotherClassIsNotTouched() {
        createAll();
        Gateway other = fixtures.gateway("other");
        other.getSpec().setGatewayClassName("another-" + cluster.id);
        cluster.client.resource(other).create();
        String version = live.gateway("other").get().getMetadata().getResourceVersion();

        replica.start();
        awaitStatuses();
        Await.until("the writers are idle", () -> replica.writer.isIdle());

        assertThat(live.gateway("other").get().getMetadata().getResourceVersion())
                .isEqualTo(version);
    }

    @Test
    void aClassThatIsInUseIsKeptUntilItsLastGatewayGoes() {
        createAll();
        replica.start();
        awaitStatuses();

        cluster.client.resources(GatewayClass.class).withName(cluster.className).delete();
        assertThat(live.gatewayClass()).isNotNull();
        live.gateway("gw").delete();

        Await.untilAsserted(() -> assertThat(live.gatewayClass()).isNull());
    }

    @Test
    void aSecretOfAnotherTypeIsToldFromOneThatIsMissing() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        Gateway gateway = fixtures.gateway("gw");
        var listener = gateway.getSpec().getListeners().getFirst();
        listener.setPort(443);
        listener.setProtocol("HTTPS");
        listener.setTls(new ListenerTLSConfigBuilder()
                .addNewCertificateRef()
                .withName("certificate")
                .endCertificateRef()
                .build());
        cluster.client.resource(gateway).create();
        replica.start();
        Await.untilAsserted(() -> assertThat(resolvedRefs().getReason()).isEqualTo("InvalidCertificateRef"));
        assertThat(resolvedRefs().getMessage()).doesNotContain("Opaque");

        cluster.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("certificate")
                        .endMetadata()
                        .withType("Opaque")
                        .addToStringData("tls.key", "secret")
                        .build())
                .create();

        Await.untilAsserted(() -> assertThat(resolvedRefs().getMessage()).contains("is of type Opaque"));
        assertThat(replica.store.snapshot().get(Secret.class, cluster.namespace, "certificate"))
                .satisfies(secret -> assertThat(secret.getData()).isEmpty());
    }

    private Condition resolvedRefs() {
        return Live.condition(
                live.gateway("gw").get().getStatus().getListeners().getFirst().getConditions(), "ResolvedRefs");
    }
}

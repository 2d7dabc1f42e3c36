package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrantBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class MissingKindClusterTest {
    private final TestApiServer server = new TestApiServer();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private Replica replica = new Replica(cluster, server.client, "replica-1");
    private final List<LogRecord> logged = Collections.synchronizedList(new ArrayList<>());
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    MissingKindClusterTest() {
        Logger.getLogger("").addHandler(recorder);
    }

    @AfterEach
    void close() {
        Logger.getLogger("").removeHandler(recorder);
        replica.close();
        server.close();
    }

    private void assertNoStackTraces() {
        assertThat(logged).allSatisfy(record -> assertThat(record.getThrown()).isNull());
    }

    private void createAll() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.gateway("gw")).create();
        cluster.client.resource(fixtures.route("route", "gw", "a.example.com")).create();
    }

    private void awaitRoute() {
        Await.untilAsserted(() ->
                assertThat(live.route("route").get().getStatus().getParents()).hasSize(1));
    }

    @Test
    void definitionsThatAppearLaterAreWaitedForAndThenFollowed() {
        replica.start();
        Await.untilAsserted(() -> assertThat(replica.source.awaited())
                .contains(
                        "the CustomResourceDefinition of GatewayClass (gateway.networking.k8s.io/v1)",
                        "the CustomResourceDefinition of HTTPRoute (gateway.networking.k8s.io/v1)"));
        assertThat(replica.source.isComplete()).isFalse();

        server.install("gatewayclasses", "gateways", "httproutes");
        Await.until("the snapshot is complete", replica.source::isComplete);
        createAll();
        awaitRoute();

        // An optional kind comes, is followed, and goes again.
        server.install("referencegrants");
        server.client
                .resource(new ReferenceGrantBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("grant")
                        .endMetadata()
                        .withNewSpec()
                        .addNewFrom("gateway.networking.k8s.io", "HTTPRoute", "elsewhere")
                        .addNewTo("", "Service", null)
                        .endSpec()
                        .build())
                .create();
        Await.untilAsserted(() ->
                assertThat(replica.store.snapshot().all(ReferenceGrant.class)).hasSize(1));
        server.uninstall("referencegrants");
        Await.untilAsserted(() ->
                assertThat(replica.store.snapshot().all(ReferenceGrant.class)).isEmpty());
        server.install("referencegrants");
        assertNoStackTraces();
    }

    @Test
    void aDefinitionThatGoesTakesTheObjectsOfNoOtherKindWithIt() {
        server.install("gatewayclasses", "gateways", "httproutes");
        createAll();
        replica.start();
        awaitRoute();
        String service = "gw-" + cluster.className;
        Await.untilAsserted(() -> assertThat(live.service(service)).isNotNull());
        String uid = live.service(service).getMetadata().getUid();

        server.uninstall("httproutes");

        Await.untilAsserted(
                () -> assertThat(replica.store.snapshot().all(HTTPRoute.class)).isEmpty());
        Await.until("the writers are idle", replica.writer::isIdle);
        assertThat(replica.store.snapshot().all(Gateway.class)).isNotEmpty();
        assertThat(replica.routes.table().ports()).isNotEmpty();

        server.install("httproutes");
        cluster.client.resource(fixtures.route("route", "gw", "a.example.com")).create();
        awaitRoute();
        assertThat(live.service(service).getMetadata().getUid()).isEqualTo(uid);
    }

    @Test
    void aKindIsFollowedInTheVersionThatThereIsAndKeptOnTheWayToABetterOne() {
        server.install("gatewayclasses", "gateways", "httproutes");
        // As releases had it in which the kind was new.
        server.install("grpcroutes", definition -> only(definition, "v1alpha2"));
        createAll();
        GenericKubernetesResource route = cluster.client
                .getKubernetesSerialization()
                .convertValue(fixtures.grpcRoute("grpc", "gw"), GenericKubernetesResource.class);
        route.setApiVersion("gateway.networking.k8s.io/v1alpha2");
        cluster.client.resource(route).create();
        replica.start();

        Await.untilAsserted(() -> assertThat(String.valueOf(cluster.client
                        .resource(route)
                        .get()
                        .getAdditionalProperties()
                        .get("status")))
                .contains(cluster.controllerName));

        AtomicBoolean gone = new AtomicBoolean();
        replica.source.listen(
                (before, after) -> gone.compareAndSet(false, before instanceof GRPCRoute && after == null));
        server.install("grpcroutes", definition -> {
            CustomResourceDefinitionVersion stable = definition.getVersions().getFirst();
            only(definition, "v1alpha2");
            CustomResourceDefinitionVersion alpha = definition.getVersions().getFirst();
            definition.setVersions(List.of(
                    new CustomResourceDefinitionVersionBuilder(alpha)
                            .withServed(false)
                            .build(),
                    new CustomResourceDefinitionVersionBuilder(stable)
                            .withName("v1")
                            .withStorage(false)
                            .build()));
        });

        Await.untilAsserted(() -> assertThat(replica.store.snapshot().all(GRPCRoute.class))
                .singleElement()
                .satisfies(read -> assertThat(read.getApiVersion()).endsWith("/v1")));
        assertThat(gone).isFalse();
    }

    private static void only(CustomResourceDefinitionSpec definition, String version) {
        definition.setVersions(List.of(new CustomResourceDefinitionVersionBuilder(
                        definition.getVersions().getFirst())
                .withName(version)
                .withServed(true)
                .withStorage(true)
                .build()));
    }

    @Test
    void anApiServerThatGoesAwayTakesNothingWithItAndIsFollowedAgain() {
        replica = new Replica(cluster, server.client, "replica-1", Replica.SHORT_LEASE);
        server.install("gatewayclasses", "gateways", "httproutes", "referencegrants");
        createAll();
        replica.start();
        awaitRoute();
        int ports = replica.routes.table().ports().size();
        long generation = replica.loop.publishedGeneration();

        server.stop();
        Await.until("the Lease is let go", () -> !replica.writer.isLeading());
        assertThat(replica.routes.table().ports()).hasSize(ports).isNotEmpty();
        server.start();
        server.awaitReady();

        cluster.client.resource(fixtures.route("later", "gw", "b.example.com")).create();
        Await.untilAsserted(() ->
                assertThat(live.route("later").get().getStatus().getParents()).hasSize(1));
        assertThat(replica.routes.table().ports()).hasSize(ports);
        assertThat(replica.loop.publishedGeneration()).isGreaterThan(generation);
    }
}

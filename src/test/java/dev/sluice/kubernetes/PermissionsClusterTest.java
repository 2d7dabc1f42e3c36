package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The roles that are installed, held against what the code asks an API server for that enforces them. */
@Tag("cluster")
class PermissionsClusterTest {
    /** What no request shows in the audit log. */
    private static Set<String> unseen() {
        Set<String> unseen = new TreeSet<>(Set.of(
                // Of a patch that creates, next to patch.
                "create services",
                "create serviceaccounts",
                "create apps/deployments",
                "create autoscaling/horizontalpodautoscalers",
                "create policy/poddisruptionbudgets",
                // Of a change of an object's owner reference.
                "delete serviceaccounts",
                // After a conflict only.
                "get serviceaccounts",
                "get autoscaling/horizontalpodautoscalers",
                "get policy/poddisruptionbudgets",
                "create discovery.k8s.io/endpointslices",
                // Of an object with an owner reference that blocks the owner's deletion.
                "update services/finalizers",
                "update gateway.networking.k8s.io/gateways/finalizers"));
        for (FollowedKind<?> kind : FollowedKinds.ALL) {
            if (kind.status() != null) {
                // After a conflict only.
                unseen.add("get " + Roles.resourceOf(kind));
            }
        }
        return unseen;
    }

    private final TestApiServer server = TestApiServer.guarded();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final String account = "system:serviceaccount:" + cluster.namespace + ":sluice";

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theRolesAllowWhatTheCodeDoesAndNothingElse() throws IOException {
        Roles roles = Roles.installed(cluster.namespace);
        roles.objects().forEach(object -> cluster.client.resource(object).create());
        for (FollowedKind<?> kind : FollowedKinds.ALL) {
            if (kind.presence() != FollowedKind.Presence.ALWAYS) {
                server.install(kind);
            }
        }

        try (KubernetesClient client = server.clientOf(account);
                Replica replica = new Replica(cluster, client, "replica-1").start()) {
            exercise(replica);
            serveByItsOwnProxy();
            tell(client);
            Set<String> allowed = roles.allowed();
            assertThat(allowed).containsAll(unseen());
            allowed.removeAll(unseen());
            Await.untilAsserted(() -> {
                Set<String> used = server.askedBy(account);
                used.removeAll(unseen());
                assertThat(used).isEqualTo(allowed);
            });
        }
        assertThat(server.refusedTo(account)).isEmpty();
    }

    private void exercise(Replica replica) throws IOException {
        cluster.client.resource(fixtures.gatewayClass()).create();
        cluster.client.resource(fixtures.backend()).create();
        cluster.client.resource(fixtures.slice("backend-1", "10.99.1.1", true)).create();
        cluster.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("opaque")
                        .endMetadata()
                        .build())
                .create();
        cluster.client.resource(fixtures.pod("proxy-1")).create();
        fixtures.podIs("proxy-1", "10.99.0.1", true);
        cluster.client
                .resource(new GatewayBuilder(fixtures.gateway("gw"))
                        .editSpec()
                        .addNewListener()
                        .withName("https")
                        .withPort(443)
                        .withProtocol("HTTPS")
                        .withNewTls()
                        .addNewCertificateRef()
                        .withName("opaque")
                        .endCertificateRef()
                        .endTls()
                        .endListener()
                        .endSpec()
                        .build())
                .create();
        List<HasMetadata> oneOfEach = oneOfEach();
        oneOfEach.forEach(object -> cluster.client.resource(object).create());

        String service = "gw-" + cluster.className;
        Await.untilAsserted(() -> {
            assertThat(oneOfEach).allSatisfy(this::hasStatus);
            assertThat(live.gatewayClass().getStatus().getConditions()).isNotEmpty();
            assertThat(live.gatewayClass().getMetadata().getFinalizers()).isNotEmpty();
            assertThat(live.slices(service).getFirst().getEndpoints()).hasSize(1);
            assertThat(ofXBackends()).hasSize(1);
            assertThat(live.gateway("gw").get().getStatus().getListeners())
                    .anySatisfy(listener -> assertThat(Live.condition(listener.getConditions(), "ResolvedRefs")
                                    .getMessage())
                            .contains("Opaque"));
        });

        live.gateway("gw").delete();
        Await.untilAsserted(() -> {
            assertThat(live.service(service)).isNull();
            assertThat(live.slices(service)).isEmpty();
            assertThat(ofXBackends()).isEmpty();
            assertThat(live.gatewayClass().getMetadata().getFinalizers()).isEmpty();
        });
        Await.until("all is written", replica.writer::isIdle);
    }

    private List<Service> ofXBackends() {
        return cluster.client
                .services()
                .inNamespace(cluster.namespace)
                .withLabel(XBackend.LABEL)
                .list()
                .getItems();
    }

    private void serveByItsOwnProxy() {
        fixtures.dedicated("own", "autoscaling: {maxReplicas: 3}", "disruptionBudget: {maxUnavailable: 1}");
        String name = "own-" + cluster.className;
        Await.untilAsserted(() -> {
            assertThat(live.deployment(name)).isNotNull();
            assertThat(live.autoscaler(name)).isNotNull();
            assertThat(live.disruptionBudget(name)).isNotNull();
            assertThat(live.secret(name + "-feed")).isNotNull();
        });

        fixtures.patchParameters("own", "{\"spec\":{\"deployment\":{\"autoscaling\":null,\"disruptionBudget\":null}}}");
        Await.untilAsserted(() -> {
            assertThat(live.autoscaler(name)).isNull();
            assertThat(live.disruptionBudget(name)).isNull();
        });

        live.gateway("own").delete();
        Await.untilAsserted(() -> assertThat(live.deployment(name)).isNull());
    }

    /** Of a trouble that lasts for a while, and then still. */
    private void tell(KubernetesClient client) {
        var gateway = cluster.client.resource(fixtures.gateway("in-trouble")).create();
        var event = new WarningEvent(
                "replica-1", new Trouble(ResourceKey.of(gateway), "http", "HostnameConflict"), "in trouble", gateway);
        assertThat(event.write(client, 1, Instant.now())).isEqualTo(1);
        assertThat(event.write(client, 1, Instant.now())).isEqualTo(2);
        assertThat(event.write(client, 3, Instant.now())).isEqualTo(3);
        assertThat(cluster.client
                        .events()
                        .v1()
                        .events()
                        .inNamespace(cluster.namespace)
                        .list()
                        .getItems())
                .singleElement()
                .satisfies(written -> {
                    assertThat(written.getRegarding().getUid())
                            .isEqualTo(gateway.getMetadata().getUid());
                    assertThat(written.getNote()).isEqualTo("in trouble");
                    assertThat(written.getSeries().getCount()).isEqualTo(3);
                });
    }

    private List<HasMetadata> oneOfEach() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(getClass().getResourceAsStream("/kubernetes/one-of-each.yaml"))) {
            List<HasMetadata> objects = cluster.client.load(file).items();
            objects.forEach(object -> object.getMetadata().setNamespace(cluster.namespace));
            assertThat(objects)
                    .extracting(HasMetadata::getKind)
                    .containsAll(FollowedKinds.ALL.stream()
                            .filter(kind -> kind.status() != null)
                            .map(FollowedKind::kind)
                            .filter(kind -> !kind.equals("GatewayClass") && !kind.equals("Gateway"))
                            .toList());
            return objects;
        }
    }

    private void hasStatus(HasMetadata object) {
        JsonNode status = cluster.client
                .getKubernetesSerialization()
                .convertValue(cluster.client.resource(object).get(), JsonNode.class)
                .path("status");
        assertThat(status.toString()).contains("lastTransitionTime");
    }
}

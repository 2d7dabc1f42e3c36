package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The roles that are installed, held against what the code asks an API server for that enforces them. */
@Tag("cluster")
class PermissionsClusterTest {
    /** What no request shows in the audit log. */
    private static final Set<String> UNSEEN = Set.of(
            // Of a patch that creates, next to patch.
            "create services",
            "create discovery.k8s.io/endpointslices",
            // Of an object with an owner reference that blocks the owner's deletion.
            "update services/finalizers",
            "update gateway.networking.k8s.io/gateways/finalizers",
            // After a conflict only.
            "get gateway.networking.k8s.io/gatewayclasses",
            "get gateway.networking.k8s.io/gateways",
            "get gateway.networking.k8s.io/httproutes",
            "get gateway.networking.k8s.io/grpcroutes");

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
        List<HasMetadata> roles = roles();
        roles.forEach(object -> cluster.client.resource(object).create());
        server.install("gatewayclasses", "gateways", "httproutes", "grpcroutes", "referencegrants");

        try (KubernetesClient client = server.clientOf(account);
                Replica replica = new Replica(cluster, client, "replica-1").start()) {
            exercise(replica);
        }

        assertThat(server.refusedTo(account)).isEmpty();
        Set<String> used = server.askedBy(account);
        Set<String> allowed = allowed(roles);
        assertThat(allowed).containsAll(UNSEEN);
        allowed.removeAll(UNSEEN);
        assertThat(used).isEqualTo(allowed);
    }

    private void exercise(Replica replica) {
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
        cluster.client.resource(fixtures.route("route", "gw", "a.example.com")).create();
        cluster.client.resource(grpcRoute()).create();

        String service = "gw-" + cluster.className;
        Await.untilAsserted(() -> {
            assertThat(live.route("route").get().getStatus().getParents()).hasSize(1);
            assertThat(cluster.client.resource(grpcRoute()).get().getStatus().getParents())
                    .hasSize(1);
            assertThat(live.gatewayClass().getStatus().getConditions()).isNotEmpty();
            assertThat(live.gatewayClass().getMetadata().getFinalizers()).isNotEmpty();
            assertThat(live.slices(service).getFirst().getEndpoints()).hasSize(1);
            assertThat(live.gateway("gw").get().getStatus().getListeners())
                    .anySatisfy(listener -> assertThat(Live.condition(listener.getConditions(), "ResolvedRefs")
                                    .getMessage())
                            .contains("Opaque"));
        });

        live.gateway("gw").delete();
        Await.untilAsserted(() -> {
            assertThat(live.service(service)).isNull();
            assertThat(live.slices(service)).isEmpty();
            assertThat(live.gatewayClass().getMetadata().getFinalizers()).isEmpty();
        });
        Await.until("all is written", replica.writer::isIdle);
    }

    private GRPCRoute grpcRoute() {
        return new GRPCRouteBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName("grpc")
                .endMetadata()
                .withNewSpec()
                .addNewParentRef()
                .withName("gw")
                .endParentRef()
                .addNewRule()
                .addNewBackendRef()
                .withName("backend")
                .withPort(80)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build();
    }

    /** As they are installed, in the namespace of this test. */
    private List<HasMetadata> roles() throws IOException {
        String text =
                Files.readString(Path.of("src/main/kubernetes/rbac.yaml")).replace("sluice-system", cluster.namespace);
        return cluster.client
                .load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private static Set<String> allowed(List<HasMetadata> objects) {
        Set<String> allowed = new TreeSet<>();
        for (HasMetadata object : objects) {
            List<PolicyRule> rules =
                    switch (object) {
                        case ClusterRole role -> role.getRules();
                        case Role role -> role.getRules();
                        default -> List.of();
                    };
            for (PolicyRule rule : rules) {
                for (String group : rule.getApiGroups()) {
                    for (String resource : rule.getResources()) {
                        for (String verb : rule.getVerbs()) {
                            allowed.add(verb + " " + (group.isEmpty() ? "" : group + "/") + resource);
                        }
                    }
                }
            }
        }
        return allowed;
    }
}

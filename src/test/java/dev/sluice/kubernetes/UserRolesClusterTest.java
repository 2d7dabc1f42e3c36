package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the roles for people allow and refuse, as an API server that enforces them says. */
@Tag("cluster")
class UserRolesClusterTest {
    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final Set<String> ROUTES = Set.of(
            "listenersets",
            "httproutes",
            "grpcroutes",
            "tlsroutes",
            "tcproutes",
            "udproutes",
            "backendtlspolicies",
            "referencegrants");
    private static final String GROUP = "gateway.networking.k8s.io";

    private final TestApiServer server = TestApiServer.guarded();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);

    @BeforeEach
    void install() throws IOException {
        for (HasMetadata role : Roles.in("roles.yaml", cluster.namespace).objects()) {
            String name = role.getMetadata().getName();
            assertThat(role).isInstanceOf(ClusterRole.class);
            server.client.resource(role).create();
            // As the person of the same name, in one namespace.
            server.client
                    .resource(new RoleBindingBuilder()
                            .withNewMetadata()
                            .withNamespace(cluster.namespace)
                            .withName(name)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                            .addNewSubject("rbac.authorization.k8s.io", "User", name, null)
                            .build())
                    .create();
        }
        server.client
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("provider")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "sluice-infrastructure-provider")
                        .addNewSubject("rbac.authorization.k8s.io", "User", "sluice-infrastructure-provider", null)
                        .build())
                .create();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private boolean may(String user, String verb, String group, String resource, String namespace) {
        return server.client
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withNewResourceAttributes()
                        .withGroup(group)
                        .withNamespace(namespace)
                        .withResource(resource)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    /** Of everything that Sluice reads or makes, what somebody may do in the namespace, as {@code verb resource}. */
    private Set<String> allowed(String user) {
        Set<String> allowed = new TreeSet<>();
        for (FollowedKind<?> kind : FollowedKinds.ALL) {
            String group = HasMetadata.getGroup(kind.type());
            String resource = HasMetadata.getPlural(kind.type());
            for (String each : List.of(resource, resource + "/status")) {
                String name = each;
                for (List<String> verbs : List.of(READ, WRITE)) {
                    List<String> granted = new ArrayList<>(verbs);
                    granted.removeIf(verb -> !may(user, verb, group, name, cluster.namespace));
                    // All of a sort or none.
                    assertThat(granted).as("%s: %s", user, name).isIn(List.of(), verbs);
                    if (!granted.isEmpty()) {
                        allowed.add((verbs == READ ? "read " : "write ") + name);
                    }
                }
            }
        }
        return allowed;
    }

    private static Set<String> permissions(Set<String> read, Set<String> written) {
        Set<String> permissions = new TreeSet<>();
        read.forEach(resource -> permissions.add("read " + resource));
        written.forEach(resource -> permissions.add("write " + resource));
        return permissions;
    }

    private static Set<String> with(Set<String> some, String... others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(Set.of(others));
        return all;
    }

    @Test
    void eachMayDoWhatTheGatewayApiMeansItToAndNothingElse() {
        Set<String> all = with(ROUTES, "gateways", "gatewayparameters");
        // GatewayClasses are of no namespace: a RoleBinding cannot give them, and a ClusterRoleBinding does.
        assertThat(allowed("sluice-infrastructure-provider"))
                .isEqualTo(permissions(with(all, "gatewayclasses"), with(all, "gatewayclasses")));
        assertThat(may("sluice-infrastructure-provider", "create", GROUP, "gatewayclasses", ""))
                .isTrue();
        assertThat(allowed("sluice-cluster-operator")).isEqualTo(permissions(with(all, "gatewayclasses"), all));
        assertThat(allowed("sluice-application-developer")).isEqualTo(permissions(with(all, "gatewayclasses"), ROUTES));
        assertThat(allowed("sluice-viewer")).isEqualTo(permissions(with(all, "gatewayclasses"), Set.of()));
        for (String bound : List.of("sluice-cluster-operator", "sluice-application-developer", "sluice-viewer")) {
            assertThat(may(bound, "create", GROUP, "gatewayclasses", ""))
                    .as(bound)
                    .isFalse();
            assertThat(may(bound, "list", GROUP, "httproutes", "default"))
                    .as(bound)
                    .isFalse();
        }
    }

    @Test
    void whatIsAllowedPassesAndWhatIsNotIsRefused() {
        server.install("gateways", "httproutes");
        try (KubernetesClient developer = server.clientOf("sluice-application-developer");
                KubernetesClient operator = server.clientOf("sluice-cluster-operator")) {
            operator.resource(fixtures.gateway("gw")).create();
            developer.resource(fixtures.route("route", "gw", "www.example.com")).create();
            assertThatThrownBy(() -> developer.resource(fixtures.gateway("own")).create())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refused -> assertThat(refused.getCode()).isEqualTo(403));
        }
    }
}

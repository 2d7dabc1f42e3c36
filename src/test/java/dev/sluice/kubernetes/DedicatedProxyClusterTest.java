package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.GatewayParameters;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is made for a Gateway's own proxy, on an API server without the controllers that would make pods of it. */
@Tag("cluster")
class DedicatedProxyClusterTest {
    private final TestApiServer server = new TestApiServer();
    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);
    private final String name = "own-" + cluster.className;

    @BeforeEach
    void start() {
        server.install("gatewayclasses", "gateways", "httproutes");
        server.install(FollowedKinds.of(GatewayParameters.class));
        fixtures.start(replica);
    }

    @AfterEach
    void close() {
        replica.close();
        server.close();
    }

    @Test
    void whatSomebodyElseHasMadeIsLeftAloneAndTold() {
        ServiceAccount foreign = cluster.client
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName(name)
                        .endMetadata()
                        .withAutomountServiceAccountToken(true)
                        .build())
                .create();
        fixtures.dedicated("own");

        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("own").get().getStatus().getConditions(), "Programmed"))
                .satisfies(condition -> {
                    assertThat(condition.getReason()).isEqualTo("ProxyRefused");
                    assertThat(condition.getMessage())
                            .contains("the ServiceAccount " + cluster.namespace + "/" + name
                                    + " was not made for this Gateway");
                }));
        assertThat(cluster.client.resource(foreign).get().getAutomountServiceAccountToken())
                .isTrue();

        cluster.client.resource(foreign).delete();
        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("own").get().getStatus().getConditions(), "Programmed")
                                .getReason())
                .isNotEqualTo("ProxyRefused"));
        assertThat(cluster.client.resource(foreign).get().getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void whatIsOursIsPutRightThoughOthersHaveChangedIt() {
        fixtures.dedicated("own", "autoscaling: {maxReplicas: 3}");
        Await.untilAsserted(() -> assertThat(live.autoscaler(name)).isNotNull());

        Live.edit(
                live.any(HorizontalPodAutoscaler.class, name),
                autoscaler -> autoscaler.getSpec().setMaxReplicas(9));
        fixtures.patchParameters("own", "{\"spec\":{\"deployment\":{\"autoscaling\":{\"maxReplicas\":4}}}}");
        Await.untilAsserted(() ->
                assertThat(live.autoscaler(name).getSpec().getMaxReplicas()).isEqualTo(4));

        Live.edit(
                live.any(Deployment.class, name),
                deployment -> deployment.getSpec().getTemplate().getSpec().setPriorityClassName("other"));
        fixtures.patchParameters("own", "{\"spec\":{\"deployment\":{\"priorityClassName\":\"mine\"}}}");
        Await.untilAsserted(() -> assertThat(
                        live.deployment(name).getSpec().getTemplate().getSpec().getPriorityClassName())
                .isEqualTo("mine"));
    }

    @Test
    void whatBelongsToItComesBackByItself() {
        fixtures.dedicated("own", "autoscaling: {maxReplicas: 3}", "disruptionBudget: {maxUnavailable: 1}");
        for (Class<? extends HasMetadata> type :
                List.of(ServiceAccount.class, HorizontalPodAutoscaler.class, PodDisruptionBudget.class)) {
            Resource<? extends HasMetadata> part = live.any(type, name);
            Await.untilAsserted(() -> assertThat(part.get()).isNotNull());
            String before = part.get().getMetadata().getUid();
            part.delete();
            Await.untilAsserted(() -> assertThat(part.get())
                    .isNotNull()
                    .satisfies(again -> assertThat(again.getMetadata().getUid()).isNotEqualTo(before)));
        }

        Live.edit(
                live.any(HorizontalPodAutoscaler.class, name),
                autoscaler -> autoscaler.getSpec().setMaxReplicas(9));
        Live.edit(
                live.any(PodDisruptionBudget.class, name),
                budget -> budget.getSpec().setMaxUnavailable(new IntOrString(7)));
        Live.edit(live.any(ServiceAccount.class, name), account -> account.setAutomountServiceAccountToken(true));
        Await.untilAsserted(() -> {
            assertThat(live.autoscaler(name).getSpec().getMaxReplicas()).isEqualTo(3);
            assertThat(live.disruptionBudget(name).getSpec().getMaxUnavailable())
                    .isEqualTo(new IntOrString(1));
            assertThat(live.any(ServiceAccount.class, name).get().getAutomountServiceAccountToken())
                    .isFalse();
        });
    }

    @Test
    void aSecretThatIsDeletedComesBack() {
        fixtures.dedicated("own");
        Await.untilAsserted(() -> assertThat(live.secret(name + "-feed")).isNotNull());
        String before = live.secret(name + "-feed").getMetadata().getUid();
        cluster.client
                .secrets()
                .inNamespace(cluster.namespace)
                .withName(name + "-feed")
                .delete();
        Await.untilAsserted(() -> assertThat(live.secret(name + "-feed"))
                .isNotNull()
                .satisfies(secret -> assertThat(secret.getMetadata().getUid()).isNotEqualTo(before)));
    }

    @Test
    void aFieldThatNobodyKnowsIsTold() {
        fixtures.dedicated("own");
        Await.untilAsserted(() -> assertThat(live.deployment(name)).isNotNull());
        fixtures.patchParameters(
                "own",
                "{\"spec\":{\"overrides\":{\"deployment\":{\"spec\":{\"template\":{\"spec\":{\"nodeSelectr\":{}}}}}}}}");
        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("own").get().getStatus().getConditions(), "Programmed"))
                .satisfies(condition -> {
                    assertThat(condition.getReason()).isEqualTo("ProxyRefused");
                    assertThat(condition.getMessage()).contains("nodeSelectr");
                }));
    }

    @Test
    void patchesAreOnTheDeployment() {
        fixtures.dedicated("own");
        fixtures.patchParameters("own", """
                {"spec":{"overrides":{"deployment":{"spec":{"template":{"spec":{
                    "dnsPolicy": "Default",
                    "containers": [{"name": "sluice", "env": [{"name": "EXTRA", "value": "yes"}]}]}}}}}}}""");
        Await.untilAsserted(() -> {
            Deployment deployment = live.deployment(name);
            assertThat(deployment).isNotNull();
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getDnsPolicy()).isEqualTo("Default");
            assertThat(pod.getContainers()).singleElement().satisfies(container -> {
                assertThat(container.getArgs()).isEqualTo(List.of("proxy"));
                assertThat(container.getEnv())
                        .anySatisfy(variable -> assertThat(variable.getName()).isEqualTo("EXTRA"));
            });
        });
    }
}

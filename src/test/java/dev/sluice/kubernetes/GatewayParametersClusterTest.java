package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.resources.GatewayParameters;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What GatewayParameters ask for, of classes and Gateways, on an API server without the controllers that would make pods of it. */
@Tag("cluster")
class GatewayParametersClusterTest {
    private static TestApiServer server;

    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);

    @BeforeAll
    static void install() {
        server = new TestApiServer();
        server.install("gatewayclasses", "gateways", "httproutes");
        server.install(FollowedKinds.of(GatewayParameters.class));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @AfterEach
    void close() {
        replica.close();
    }

    private String name(String gateway) {
        return gateway + "-" + cluster.className;
    }

    @Test
    void theServiceIsAsTheParametersSay() {
        fixtures.start(replica);
        fixtures.withParameters("gw", """
                {service: {type: LoadBalancer, loadBalancerClass: example.com/edge, externalTrafficPolicy: Local,
                  labels: {team: edge}, annotations: {example.com/pool: dmz},
                  loadBalancerSourceRanges: [192.0.2.0/24, "2001:db8::/32"], allocateLoadBalancerNodePorts: false}}""");
        Await.untilAsserted(() -> {
            var service = live.service(name("gw"));
            assertThat(service.getMetadata().getLabels()).containsEntry("team", "edge");
            assertThat(service.getMetadata().getAnnotations()).containsEntry("example.com/pool", "dmz");
            var spec = service.getSpec();
            assertThat(spec.getType()).isEqualTo("LoadBalancer");
            assertThat(spec.getLoadBalancerClass()).isEqualTo("example.com/edge");
            assertThat(spec.getExternalTrafficPolicy()).isEqualTo("Local");
            assertThat(spec.getLoadBalancerSourceRanges()).containsExactly("192.0.2.0/24", "2001:db8::/32");
            assertThat(spec.getAllocateLoadBalancerNodePorts()).isFalse();
            assertThat(spec.getPorts().getFirst().getNodePort()).isNull();
        });
        String address = live.service(name("gw")).getSpec().getClusterIP();

        // Of another type; a policy that is no longer asked for is that of Kubernetes again.
        fixtures.patchParameters("gw", """
                {"spec":{"service":{"type":"NodePort","nodePorts":[{"port":80,"nodePort":30123}],
                  "loadBalancerClass":null,"externalTrafficPolicy":null,"labels":null,
                  "annotations":{"example.com/pool":"lan"},
                  "loadBalancerSourceRanges":null,"allocateLoadBalancerNodePorts":null}}}""");
        Await.untilAsserted(() -> {
            var service = live.service(name("gw"));
            assertThat(service.getMetadata().getLabels()).doesNotContainKey("team");
            assertThat(service.getMetadata().getAnnotations()).containsEntry("example.com/pool", "lan");
            var spec = service.getSpec();
            assertThat(spec.getType()).isEqualTo("NodePort");
            assertThat(spec.getPorts().getFirst().getNodePort()).isEqualTo(30_123);
            assertThat(spec.getLoadBalancerClass()).isNull();
            assertThat(spec.getExternalTrafficPolicy()).isNotEqualTo("Local");
            assertThat(spec.getLoadBalancerSourceRanges()).isNullOrEmpty();
            assertThat(spec.getClusterIP()).as("the same Service").isEqualTo(address);
        });

        fixtures.patchParameters("gw", "{\"spec\":{\"service\":{\"type\":\"ClusterIP\",\"nodePorts\":null}}}");
        Await.untilAsserted(() -> {
            var spec = live.service(name("gw")).getSpec();
            assertThat(spec.getType()).isEqualTo("ClusterIP");
            assertThat(spec.getPorts().getFirst().getNodePort()).isNull();
        });
    }

    @Test
    void whatAGatewaySaysIsAboveWhatItsClassSays() {
        fixtures.parameters("class", """
                {service: {type: NodePort, externalTrafficPolicy: Local, annotations: {example.com/a: class, example.com/b: class}},
                 deployment: {mode: Dedicated, image: none, replicas: 3, labels: {tier: class, team: class},
                   settings: {access-log.format: json}}}""");
        cluster.client
                .resource(new GatewayClassBuilder(fixtures.gatewayClass())
                        .editSpec()
                        .withNewParametersRef()
                        .withGroup(GatewayParameters.GROUP)
                        .withKind(GatewayParameters.KIND)
                        .withNamespace(cluster.namespace)
                        .withName("class")
                        .endParametersRef()
                        .endSpec()
                        .build())
                .create();
        replica.start();
        cluster.client.resource(fixtures.gateway("plain")).create();
        fixtures.withParameters("own", """
                {service: {type: ClusterIP, annotations: {example.com/b: gateway}},
                 deployment: {autoscaling: {maxReplicas: 5}, labels: {team: gateway}}}""");
        fixtures.withParameters("shared", "{deployment: {mode: Shared}}");

        Await.untilAsserted(() -> {
            assertThat(live.service(name("plain")).getSpec().getType()).isEqualTo("NodePort");
            assertThat(live.service(name("plain")).getSpec().getExternalTrafficPolicy())
                    .isEqualTo("Local");
            assertThat(deployment("plain").getSpec().getReplicas()).isEqualTo(3);
        });
        assertThat(live.autoscaler(name("plain"))).isNull();

        Await.untilAsserted(
                () -> assertThat(live.autoscaler(name("own")).getSpec().getMaxReplicas())
                        .isEqualTo(5));
        var service = live.service(name("own"));
        assertThat(service.getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(service.getSpec().getExternalTrafficPolicy()).isNull();
        assertThat(service.getMetadata().getAnnotations())
                .containsEntry("example.com/a", "class")
                .containsEntry("example.com/b", "gateway");
        assertThat(deployment("own").getSpec().getReplicas())
                .as("the replicas of the class do not hold against an autoscaler of the Gateway")
                .isEqualTo(1);
        var template = deployment("own").getSpec().getTemplate();
        assertThat(template.getMetadata().getLabels())
                .containsEntry("tier", "class")
                .containsEntry("team", "gateway");
        assertThat(template.getSpec().getContainers().getFirst().getEnv())
                .contains(new EnvVar("SLUICE_ACCESS_LOG_FORMAT", "json", null));

        Await.untilAsserted(() -> assertThat(live.service(name("shared"))).isNotNull());
        Await.until("the writers are idle", () -> replica.writer.isIdle());
        assertThat(live.deployment(name("shared"))).isNull();
    }

    @Test
    void whatContradictsItselfIsRefusedAndWhatIsGoneTakesNothingAway() {
        assertThatThrownBy(
                        () -> fixtures.parameters("both", "{deployment: {replicas: 2, autoscaling: {maxReplicas: 3}}}"))
                .hasMessageContaining("replicas and autoscaling exclude each other");

        fixtures.start(replica);
        fixtures.dedicated("own");
        Await.untilAsserted(() -> assertThat(live.deployment(name("own"))).isNotNull());
        String uid = deployment("own").getMetadata().getUid();
        live.any(GatewayParameters.class, "own").delete();
        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("own").get().getStatus().getConditions(), "Accepted")
                                .getReason())
                .isEqualTo("InvalidParameters"));
        // Longer than a Service that nobody wants is kept.
        Await.stays(
                Duration.ofSeconds(2),
                () -> assertThat(deployment("own").getMetadata().getUid()).isEqualTo(uid));
    }

    @Test
    void proxiesFollowTheControllersImageWhereThatIsAskedFor() {
        runs("replica-1", "sluice:1");
        fixtures.start(replica);
        fixtures.withParameters("follows", "{deployment: {mode: Dedicated, updates: WithController}}");
        fixtures.withParameters("stays", "{deployment: {mode: Dedicated}}");
        Await.untilAsserted(() -> {
            assertThat(image("follows")).isEqualTo("sluice:1");
            assertThat(image("stays")).isEqualTo("sluice:1");
        });
        replica.close();

        runs("replica-2", "sluice:2");
        try (Replica next = new Replica(cluster, cluster.client, "replica-2").start()) {
            Await.untilAsserted(() -> assertThat(image("follows")).isEqualTo("sluice:2"));
            Await.until("the writers are idle", next.writer::isIdle);
            assertThat(image("stays")).isEqualTo("sluice:1");

            fixtures.patchParameters("stays", "{\"spec\":{\"deployment\":{\"priorityClassName\":\"mine\"}}}");
            Await.untilAsserted(() -> assertThat(image("stays")).isEqualTo("sluice:2"));
        }
    }

    private void runs(String pod, String image) {
        Pod made = fixtures.pod(pod);
        made.getSpec().getContainers().getFirst().setImage(image);
        cluster.client.resource(made).create();
    }

    private String image(String gateway) {
        return deployment(gateway)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private Deployment deployment(String gateway) {
        return Objects.requireNonNull(live.deployment(name(gateway)));
    }

    @Test
    void aQuotaThatIsUsedUpIsTold() {
        quota(0);
        fixtures.start(replica);
        fixtures.dedicated("own");
        Await.untilAsserted(() -> assertThat(
                        Live.condition(live.gateway("own").get().getStatus().getConditions(), "Programmed"))
                .satisfies(condition -> {
                    assertThat(condition.getReason()).isEqualTo("NoResources");
                    assertThat(condition.getMessage())
                            .contains("the Deployment " + cluster.namespace + "/" + name("own"))
                            .contains("exceeded quota: few")
                            .contains("raise the ResourceQuota of namespace " + cluster.namespace);
                }));
        assertThat(live.deployment(name("own"))).isNull();

        quota(1);
        Await.untilAsserted(() -> {
            assertThat(live.deployment(name("own"))).isNotNull();
            assertThat(Live.condition(live.gateway("own").get().getStatus().getConditions(), "Programmed")
                            .getReason())
                    .isNotEqualTo("NoResources");
        });
    }

    /** A quota of Deployments; no controller is here that would say how many there are. */
    private void quota(int most) {
        String what = "count/deployments.apps";
        Quantity number = new Quantity(Integer.toString(most));
        if (live.any(ResourceQuota.class, "few").get() == null) {
            fixtures.create("""
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: few}
                    spec: {hard: {count/deployments.apps: "%d"}}
                    """.formatted(most));
        } else {
            Live.edit(
                    live.any(ResourceQuota.class, "few"),
                    quota -> quota.getSpec().setHard(Map.of(what, number)));
        }
        Live.editStatus(
                live.any(ResourceQuota.class, "few"),
                quota -> quota.setStatus(
                        new ResourceQuotaStatus(Map.of(what, number), Map.of(what, new Quantity("0")))));
    }
}

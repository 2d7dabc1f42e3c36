package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.GatewayProxy;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.PortBinding.ServedBy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The Deployment of a Gateway's own proxy, and the way to it and back. */
class DedicatedProxyTest {
    private static final ResourceKey KEY = new ResourceKey("Service", "ns", "gw-sluice");
    private static final ProxyDeployment DEDICATED = parameters("""
                    mode: Dedicated
                    replicas: 3
                    settings: {proxy.drain-timeout: 10s}
                    """);

    private final AtomicLong nanos = new AtomicLong();
    private final ProxyMoves moves = new ProxyMoves(nanos::get);

    private static GatewayService service(ServedBy servedBy, @Nullable GatewayProxy proxy) {
        return new GatewayService(
                "ns",
                "gw-sluice",
                "gw",
                "uid",
                ServiceExposure.of("LoadBalancer", null),
                Map.of(GatewayService.GATEWAY_NAME, "gw", "gateway.networking.k8s.io/gateway-class-name", "sluice"),
                Map.of(),
                List.of(new GatewayService.Port("http-80", 80, 20_000, "TCP")),
                Map.of(),
                servedBy,
                proxy);
    }

    private static ProxyDeployment parameters(String yaml) {
        return Serialization.unmarshal(yaml, ProxyDeployment.class);
    }

    private static WantedProxy wanted(ProxyDeployment parameters) {
        GatewayProxy proxy = new GatewayProxy(parameters, Map.of("team", "edge"), Map.of(), Overrides.NONE);
        return new WantedProxy(
                service(ServedBy.DEDICATED, proxy),
                proxy,
                "controller",
                new DedicatedProxies("there", 9443, 9000, null));
    }

    @Test
    void itsPodsHaveNoAccessToKubernetesAndNoRights() {
        Deployment deployment = wanted(DEDICATED).deployment("image", "", 1);
        var pod = deployment.getSpec().getTemplate().getSpec();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        Container container = pod.getContainers().getFirst();
        assertThat(container.getArgs()).containsExactly("proxy");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("SLUICE_PROXY_DRAIN_TIMEOUT"))
                .extracting(EnvVar::getValue)
                .containsExactly("10s");
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("team", "edge")
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
    }

    @Test
    void theNumberOfPodsIsTheAutoscalersBusiness() {
        ProxyDeployment scaled = parameters("""
                mode: Dedicated
                autoscaling: {minReplicas: 2, maxReplicas: 9}
                """);
        assertThat(wanted(scaled).deployment("image", "", 7).getSpec().getReplicas())
                .isEqualTo(7);
    }

    @Test
    void aNewImageAloneIsNoReason() {
        assertThat(wanted(DEDICATED).digest()).isEqualTo(wanted(DEDICATED).digest());
        ProxyDeployment other = parameters("image: mine");
        assertThat(wanted(other.above(DEDICATED)).digest())
                .as("an image that is asked for")
                .isNotEqualTo(wanted(DEDICATED).digest());
    }

    @Test
    void trafficMovesOnceTheProxyIsThereAndTheRecordFollows() {
        GatewayService goes = service(ServedBy.BOTH, new GatewayProxy(DEDICATED, Map.of(), Map.of(), Overrides.NONE));
        assertStep(goes, false, true, false);
        pass(60);
        assertStep(goes, false, true, false);
        assertStep(goes, true, true, false);
        pass(3);
        assertStep(goes, true, false, false);
        pass(3);
        assertStep(goes, true, false, false);
        pass(3);
        assertStep(goes, true, false, true);
        assertStep(service(ServedBy.DEDICATED, goes.proxy()), true, false, true);
    }

    @Test
    void aProxyThatFailsOnTheWayTurnsItBack() {
        GatewayService goes = service(ServedBy.BOTH, new GatewayProxy(DEDICATED, Map.of(), Map.of(), Overrides.NONE));
        assertStep(goes, true, true, false);
        pass(3);
        assertStep(goes, true, false, false);
        assertStep(goes, false, true, false);
        assertStep(goes, true, true, false);
    }

    @Test
    void theWayBackEndsWithTheRecord() {
        GatewayService returns = service(ServedBy.BOTH, null);
        assertStep(returns, true, false, true);
        pass(3);
        assertStep(returns, true, true, true);
        pass(6);
        assertStep(returns, true, true, false);
        assertStep(service(ServedBy.SHARED, null), true, true, false);
    }

    private void assertStep(GatewayService service, boolean available, boolean slices, boolean dedicated) {
        ProxyMoves.Step step = moves.step(KEY, service, available);
        assertThat(step.slices()).as("slices").isEqualTo(slices);
        assertThat(step.dedicated()).as("dedicated").isEqualTo(dedicated);
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}

package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.routing.PortBinding.ServedBy;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the NetworkPolicy lets through, by the rules of its kind; the cluster of the tests has a network that enforces none. */
class NetworkPolicyTest {
    private static final int MANAGEMENT = 9_000;
    private static final int FEED = 9_443;
    private static final Map<String, String> NO_LABELS = Map.of();

    private final NetworkPolicy policy = read("components/network-policy/networkpolicy.yaml", NetworkPolicy.class);
    private final Map<String, String> controllers = read("deployment.yaml", Deployment.class)
            .getSpec()
            .getTemplate()
            .getMetadata()
            .getLabels();

    private static <T> T read(String file, Class<T> type) {
        try {
            return new KubernetesSerialization()
                    .unmarshal(Files.readString(Path.of("src/main/kubernetes", file)), type);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> proxy() {
        return WantedProxy.selector(new GatewayService(
                "team",
                "gw-sluice",
                "gw",
                "uid",
                ServiceExposure.of("LoadBalancer", null),
                Map.of(GatewayService.GATEWAY_NAME, "gw", "gateway.networking.k8s.io/gateway-class-name", "sluice"),
                Map.of(),
                List.of(),
                Map.of(),
                ServedBy.DEDICATED,
                null));
    }

    @Test
    void itIsForTheControllersAndNotForDedicatedProxies() {
        assertThat(selects(policy.getSpec().getPodSelector(), controllers)).isTrue();
        assertThat(selects(policy.getSpec().getPodSelector(), proxy())).isFalse();
    }

    @Test
    void dedicatedProxiesOfEveryNamespaceReachTheControllersAndNobodyElseDoes() {
        assertThat(lets(proxy(), NO_LABELS, "TCP", FEED)).isTrue();
        assertThat(lets(controllers, NO_LABELS, "TCP", FEED)).isFalse();
        assertThat(lets(NO_LABELS, Map.of("sluice.dev/metrics", "allowed"), "TCP", FEED))
                .isFalse();
    }

    @Test
    void listenersAreForEverybodyAndTheManagementPortForSome() {
        for (int port : List.of(1, 80, 443, MANAGEMENT - 1, MANAGEMENT + 1, FEED - 1, FEED + 1, 20_000, 65_535)) {
            assertThat(lets(NO_LABELS, NO_LABELS, "TCP", port)).as("%d", port).isTrue();
        }
        for (int port : List.of(1, 53, MANAGEMENT, FEED, 65_535)) {
            assertThat(lets(NO_LABELS, NO_LABELS, "UDP", port)).as("%d", port).isTrue();
        }
        assertThat(lets(NO_LABELS, NO_LABELS, "TCP", MANAGEMENT)).isFalse();
        assertThat(lets(proxy(), NO_LABELS, "TCP", MANAGEMENT)).isFalse();
        assertThat(lets(NO_LABELS, Map.of("sluice.dev/metrics", "allowed"), "TCP", MANAGEMENT))
                .isTrue();
    }

    private boolean lets(Map<String, String> pod, Map<String, String> namespace, String protocol, int port) {
        return policy.getSpec().getIngress().stream()
                .anyMatch(rule -> rule.getPorts().stream().anyMatch(range -> contains(range, protocol, port))
                        && isFrom(rule, pod, namespace));
    }

    private static boolean contains(NetworkPolicyPort range, String protocol, int port) {
        int first = range.getPort().getIntVal();
        int last = range.getEndPort() == null ? first : range.getEndPort();
        return Objects.requireNonNullElse(range.getProtocol(), "TCP").equals(protocol) && first <= port && port <= last;
    }

    /** No peers are everybody; of one peer both selectors have to hold. */
    private static boolean isFrom(
            NetworkPolicyIngressRule rule, Map<String, String> pod, Map<String, String> namespace) {
        List<NetworkPolicyPeer> peers = rule.getFrom();
        return peers == null
                || peers.isEmpty()
                || peers.stream()
                        .anyMatch(peer -> selects(peer.getPodSelector(), pod)
                                && peer.getNamespaceSelector() != null
                                && selects(peer.getNamespaceSelector(), namespace));
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return selector == null
                || labels.entrySet()
                        .containsAll(Objects.requireNonNullElse(selector.getMatchLabels(), NO_LABELS)
                                .entrySet());
    }
}

package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WantedSlicesTest {
    private final Service owner =
            new ServiceBuilder().withNewMetadata().withUid("uid").endMetadata().build();

    private static GatewayService service(int ports) {
        List<GatewayService.Port> list = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            list.add(new GatewayService.Port("port-" + i, 1_000 + i, 10_000 + i, "TCP"));
        }
        return new GatewayService(
                "ns", "gw-sluice", "gw", "gw-uid", ServiceExposure.of("LoadBalancer", null), Map.of(), Map.of(), list);
    }

    private static Pod pod(String ready, boolean terminating, String... addresses) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .withUid("pod-uid")
                .withDeletionTimestamp(terminating ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(addresses.length == 0 ? null : addresses[0])
                .withPodIPs(List.of(addresses).stream()
                        .map(io.fabric8.kubernetes.api.model.PodIP::new)
                        .toList())
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .endCondition()
                .endStatus()
                .build();
    }

    private static EndpointConditions conditions(Pod pod) {
        ProxyPod proxy = ProxyPod.of(pod);
        return new EndpointConditions(proxy.ready(), proxy.serving(), proxy.terminating());
    }

    @Test
    void aPodIsReadyUntilItIsOnItsWayOut() {
        assertThat(conditions(pod("True", false, "10.0.0.1"))).isEqualTo(new EndpointConditions(true, true, false));
        assertThat(conditions(pod("False", false, "10.0.0.1"))).isEqualTo(new EndpointConditions(false, false, false));
        assertThat(conditions(pod("True", true, "10.0.0.1"))).isEqualTo(new EndpointConditions(false, true, true));
        assertThat(conditions(pod("False", true, "10.0.0.1"))).isEqualTo(new EndpointConditions(false, false, true));
    }

    @Test
    void aPodThatHasNoAddressOrHasEndedIsNoEndpoint() {
        assertThat(ProxyPod.of(pod("False", false))).isNull();
        Pod ended = pod("True", false, "10.0.0.1");
        ended.getStatus().setPhase("Failed");
        assertThat(ProxyPod.of(ended)).isNull();
    }

    @Test
    void eachFamilyHasASliceOfItsOwn() {
        List<ProxyPod> pods = List.of(ProxyPod.of(pod("True", false, "10.0.0.1", "fd00::1")));

        List<EndpointSlice> slices = WantedSlices.of(service(1), owner, pods);

        assertThat(slices).extracting(EndpointSlice::getAddressType).containsExactly("IPv4", "IPv6");
        assertThat(slices)
                .extracting(slice -> slice.getEndpoints().getFirst().getAddresses())
                .containsExactly(List.of("10.0.0.1"), List.of("fd00::1"));
        assertThat(slices).extracting(slice -> slice.getMetadata().getName()).doesNotHaveDuplicates();
    }

    @Test
    void aServiceWithoutPodsHasASliceThatSaysSo() {
        assertThat(WantedSlices.of(service(1), owner, List.of()))
                .singleElement()
                .satisfies(slice -> assertThat(slice.getEndpoints()).isEmpty());
    }

    @Test
    void aSliceTakesAHundredPorts() {
        List<EndpointSlice> slices = WantedSlices.of(service(150), owner, List.of());

        assertThat(slices).extracting(slice -> slice.getPorts().size()).containsExactly(100, 50);
        assertThat(slices).extracting(slice -> slice.getMetadata().getName()).doesNotHaveDuplicates();
    }

    @Test
    void whatIsAppliedIsNotAppliedAgain() {
        List<ProxyPod> pods = List.of(ProxyPod.of(pod("True", false, "10.0.0.1")));
        EndpointSlice slice = WantedSlices.of(service(2), owner, pods).getFirst();
        EndpointSlice again = WantedSlices.of(service(2), owner, pods).getFirst();
        Kept.trim(again);

        assertThat(WantedSlices.isApplied(again, slice)).isTrue();
        assertThat(WantedSlices.isApplied(null, slice)).isFalse();
        assertThat(WantedSlices.isApplied(
                        WantedSlices.of(service(1), owner, pods).getFirst(), slice))
                .isFalse();
        assertThat(WantedSlices.isApplied(
                        WantedSlices.of(service(2), owner, List.of()).getFirst(), slice))
                .isFalse();
    }
}

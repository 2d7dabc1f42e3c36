package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WantedServiceTest {
    private static Service wanted(@Nullable String loadBalancerIp) {
        return wanted(loadBalancerIp, null);
    }

    private static Service wanted(@Nullable String loadBalancerIp, @Nullable Service live) {
        return WantedService.of(
                new GatewayService(
                        "ns",
                        "gw-sluice",
                        "gw",
                        "gw-uid",
                        ServiceExposure.of("LoadBalancer", loadBalancerIp),
                        Map.of(
                                "team",
                                "edge",
                                GatewayService.MANAGED_BY,
                                GatewayService.SLUICE,
                                GatewayService.GATEWAY_NAME,
                                "gw"),
                        Map.of(),
                        List.of(new GatewayService.Port("http-80", 80, 20_000, "TCP"))),
                "sluice.dev/gateway-controller",
                live,
                false);
    }

    private static Service withAddress(Service service, @Nullable String address) {
        return new ServiceBuilder(service)
                .editSpec()
                .withLoadBalancerIP(address)
                .endSpec()
                .build();
    }

    @Test
    void anAddressThatSomebodyElseAskedForIsLeftWhereNoneIsWanted() {
        assertThat(WantedService.isApplied(withAddress(wanted(null), "192.0.2.1"), wanted(null)))
                .isTrue();
        assertThat(WantedService.isApplied(wanted("192.0.2.1"), wanted("192.0.2.1")))
                .isTrue();
        assertThat(WantedService.isApplied(withAddress(wanted("192.0.2.1"), "192.0.2.2"), wanted("192.0.2.1")))
                .isFalse();
        assertThat(WantedService.isApplied(withAddress(wanted("192.0.2.1"), null), wanted("192.0.2.1")))
                .isFalse();
        // One of ours that is no longer wanted is noticed by the digest.
        assertThat(WantedService.isApplied(wanted("192.0.2.1"), wanted(null))).isFalse();
    }

    @Test
    void aServiceIsMadeForBothFamiliesOfAddressesAndWhatSomebodyChoosesLaterStays() {
        Service made = wanted(null);
        assertThat(made.getSpec().getIpFamilyPolicy()).isEqualTo("PreferDualStack");

        made.getSpec().setIpFamilyPolicy("SingleStack");

        assertThat(WantedService.isApplied(made, wanted(null, made))).isTrue();
        assertThat(wanted("192.0.2.1", made).getSpec().getIpFamilyPolicy()).isEqualTo("SingleStack");
    }

    @Test
    void aServiceSaysWhichGatewayItWasMadeFor() {
        Service service = wanted(null);
        ResourceKey gateway = new ResourceKey("Gateway", "ns", "gw");

        assertThat(WantedService.gatewayOf(service)).isEqualTo(gateway);
        service.getMetadata().setOwnerReferences(List.of());
        assertThat(WantedService.gatewayOf(service)).isEqualTo(gateway);
        service.getMetadata().setLabels(Map.of());
        assertThat(WantedService.gatewayOf(service)).isNull();
    }

    @Test
    void aServiceThatIsKeptHasThePortsThatItHas() {
        assertThat(WantedService.asItIs(wanted(null)).ports())
                .containsExactly(new GatewayService.Port("http-80", 80, 20_000, "TCP"));
    }
}

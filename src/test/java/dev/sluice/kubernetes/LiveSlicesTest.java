package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import org.junit.jupiter.api.Test;

class LiveSlicesTest {
    private static final ResourceKey OURS = new ResourceKey("Service", "ns", "gw-sluice");
    private static final ResourceKey OTHER = new ResourceKey("Service", "ns", "other");

    private final LiveSlices slices = new LiveSlices();

    private static EndpointSlice slice(String name, String service, String manager) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .addToLabels("kubernetes.io/service-name", service)
                .addToLabels("endpointslice.kubernetes.io/managed-by", manager)
                .endMetadata()
                .build();
    }

    @Test
    void slicesOfOthersMatterOnlyIfTheyHaveANameOfOurs() {
        assertThat(slices.changed(null, slice("nginx-x7k2p", "nginx", "endpointslice-controller.k8s.io")))
                .isEmpty();
        assertThat(slices.changed(null, slice("gw-sluice-ipv4", "other", "somebody")))
                .containsExactly(OURS);

        assertThat(slices.of(OURS)).containsOnlyKeys("gw-sluice-ipv4");
        assertThat(slices.of(OTHER)).isEmpty();
    }

    @Test
    void aSliceOfOursThatIsGivenToAnotherServiceConcernsBoth() {
        EndpointSlice before = slice("gw-sluice-ipv6-1", "gw-sluice", "sluice.dev");
        slices.changed(null, before);

        EndpointSlice after = slice("gw-sluice-ipv6-1", "other", "sluice.dev");
        assertThat(slices.changed(before, after)).containsExactlyInAnyOrder(OURS, OTHER);

        assertThat(slices.of(OURS).get("gw-sluice-ipv6-1")).isSameAs(after);
        assertThat(slices.changed(after, null)).containsExactlyInAnyOrder(OURS, OTHER);
        assertThat(slices.of(OURS)).isEmpty();
        assertThat(slices.of(OTHER)).isEmpty();
    }
}

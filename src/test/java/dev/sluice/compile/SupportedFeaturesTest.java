package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportedFeaturesTest {
    @Test
    void sortedAndWithinTheLimitOfTheApi() {
        assertThat(SupportedFeatures.sorted(false))
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void whatTheStandardChannelCannotExpressIsNotClaimedThere() {
        assertThat(claimed("gatewayclass/standard-channel"))
                .contains("HTTPRoute", "HTTPRouteRetryCodes")
                .doesNotContain("GatewayListenerFilters", "HTTPRouteDestinationPortMatching");
        assertThat(claimed("gatewayclass/supported-version"))
                .contains("GatewayListenerFilters", "HTTPRouteDestinationPortMatching");
    }

    private static List<String> claimed(String golden) {
        return GoldenCase.named(golden)
                .compile()
                .statuses()
                .gatewayClasses()
                .get(new ResourceKey("GatewayClass", "", "sluice"))
                .status()
                .supportedFeatures();
    }
}

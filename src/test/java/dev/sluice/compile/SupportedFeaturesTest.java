package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SupportedFeaturesTest {
    @Test
    void sortedAndWithinTheLimitOfTheApi() {
        assertThat(SupportedFeatures.sorted())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(64);
    }
}

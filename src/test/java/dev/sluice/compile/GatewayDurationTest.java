package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of GEP-2257 and its edges. */
class GatewayDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0h, 0",
        "0s, 0",
        "0h0m0s, 0",
        "1h, 3600000",
        "30m, 1800000",
        "10s, 10000",
        "500ms, 500",
        "2h30m, 9000000",
        "1h30m10s, 5410000",
        "10s30m1h, 5410000",
        "100ms200ms300ms, 600",
        "99999h99999h99999h99999h, 1439985600000"
    })
    void valid(String text, long millis) {
        assertThat(GatewayDuration.parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1m1",
                "1h30m10s20ms50h",
                "999999h",
                "1.5h",
                "-15m",
                "1d",
                "1us",
                "1M",
                "1 h",
                " 1h",
                "h",
                "1ms1"
            })
    void invalid(String text) {
        assertThat(GatewayDuration.parse(text)).isNull();
    }

    @Test
    void emptyIsInvalid() {
        assertThat(GatewayDuration.parse("")).isNull();
    }
}

package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings.Addressing.SharedProxy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerPortsTest {
    private final ContainerPorts ports = new ContainerPorts(new SharedProxy(10000, 10002, List.of(9000, 10001)));

    @Test
    void theFirstClaimGetsTheListenersOwnNumberAndOthersTheRange() {
        assertThat(ports.claim("a", 80)).isEqualTo(80);
        assertThat(ports.claim("b", 80)).isEqualTo(10000);
        assertThat(ports.claim("c", 80)).as("10001 is reserved").isEqualTo(10002);
        assertThat(ports.claim("d", 80)).as("the range is exhausted").isNull();
        assertThat(ports.claim("d", 81)).isEqualTo(81);
    }

    @Test
    void reservedPortsAreNeverGiven() {
        assertThat(ports.claim("a", 9000)).isEqualTo(10000);
    }

    @Test
    void recordedPortsStay() {
        ports.record("young", 80, 80);
        ports.record("old", 80, 10002);
        assertThat(ports.claim("old", 80)).isEqualTo(10002);
        assertThat(ports.claim("young", 80)).isEqualTo(80);
        assertThat(ports.claim("new", 80)).isEqualTo(10000);
    }

    @Test
    void aPortRecordedTwiceBelongsToTheFirst() {
        ports.record("old", 80, 10002);
        ports.record("young", 80, 10002);
        assertThat(ports.claim("old", 80)).isEqualTo(10002);
        assertThat(ports.claim("young", 80)).isEqualTo(80);
    }

    @Test
    void aRecordedPortThatIsReservedNowIsGivenUp() {
        ports.record("a", 80, 9000);
        assertThat(ports.claim("a", 80)).isEqualTo(80);
    }
}

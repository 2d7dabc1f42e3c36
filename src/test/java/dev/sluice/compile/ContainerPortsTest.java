package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings.Addressing.SharedProxy;
import dev.sluice.compile.ContainerPorts.Claim;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerPortsTest {
    private static final SharedProxy SETTINGS = new SharedProxy(10000, 10003, List.of(9000, 10001));

    private final ContainerPorts ports = new ContainerPorts(SETTINGS, Map.of());

    /** The claim of the Gateway {@code gw} of a namespace. */
    private static Claim claim(String namespace, int port) {
        return new Claim(namespace + "/gw", port);
    }

    @Test
    void theFirstClaimGetsTheListenersOwnNumberAndOthersTheRange() {
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("b", 80))).isEqualTo(10000);
        assertThat(ports.claim(claim("c", 80))).as("10001 is reserved").isEqualTo(10002);
        assertThat(ports.claim(claim("d", 80))).isEqualTo(10003);
        assertThat(ports.claim(claim("e", 80))).as("the range is exhausted").isNull();
        assertThat(ports.refusal(claim("e", 80)).message()).contains("no container port is free for port 80; widen");
        assertThat(ports.claim(claim("e", 81))).isEqualTo(81);
    }

    @Test
    void oneClaimHasOnePort() {
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
    }

    @Test
    void reservedPortsAreNeverGiven() {
        assertThat(ports.claim(claim("a", 9000))).isEqualTo(10000);
    }

    @Test
    void oneNamespaceGetsHalfOfTheRange() {
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("b", 80))).isEqualTo(10000);
        assertThat(ports.claim(new Claim("b/second", 80))).isEqualTo(10002);
        assertThat(ports.claim(new Claim("b/third", 80))).isNull();
        assertThat(ports.refusal(new Claim("b/third", 80)).message())
                .contains("namespace b has 2 of the range 10000-10003")
                .contains("the most that one namespace gets");
        assertThat(ports.claim(new Claim("b/third", 81)))
                .as("outside the range")
                .isEqualTo(81);
        assertThat(ports.claim(claim("c", 80))).isEqualTo(10003);
    }

    @Test
    void recordsCountTowardsTheHalf() {
        ports.record(new Claim("a/gw", 80), 10000);
        ports.record(new Claim("a/gw", 81), 10002);
        ports.record(new Claim("a/gw", 82), 10003);
        assertThat(ports.claim(new Claim("a/gw", 82))).isEqualTo(82);
        assertThat(ports.claim(claim("b", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("c", 80))).isEqualTo(10003);
    }

    @Test
    void recordedPortsStay() {
        ports.record(claim("young", 80), 80);
        ports.record(claim("old", 80), 10002);
        assertThat(ports.claim(claim("old", 80))).isEqualTo(10002);
        assertThat(ports.claim(claim("young", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("new", 80))).isEqualTo(10000);
    }

    @Test
    void aRecordOfAnotherListenersNumberIsNotBelieved() {
        ports.record(claim("a", 80), 8443);
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
        assertThat(ports.claim(claim("b", 8443))).isEqualTo(8443);
    }

    @Test
    void aRecordedPortThatIsReservedNowIsGivenUp() {
        ports.record(claim("a", 80), 10001);
        assertThat(ports.claim(claim("a", 80))).isEqualTo(80);
    }

    @Test
    void ofTwoThatRecordAPortTheHolderKeepsIt() {
        ContainerPorts again = new ContainerPorts(SETTINGS, Map.of(claim("old", 80), 10002, claim("young", 80), 80));
        again.record(claim("old", 80), 80);
        again.record(claim("young", 80), 80);
        assertThat(again.claim(claim("old", 80))).isEqualTo(10002);
        assertThat(again.claim(claim("young", 80))).isEqualTo(80);
    }

    @Test
    void ofTwoThatRecordAPortThatNeitherHeldNoneGetsIt() {
        ports.record(claim("old", 80), 80);
        ports.record(claim("young", 80), 80);
        assertThat(ports.claim(claim("old", 80))).isEqualTo(10000);
        assertThat(ports.claim(claim("young", 80))).isEqualTo(10002);
    }

    /** Another replica wrote the Services. */
    @Test
    void whatIsRecordedCountsMoreThanWhatWasHeld() {
        ContainerPorts again = new ContainerPorts(SETTINGS, Map.of(claim("old", 80), 80, claim("young", 80), 10000));
        again.record(claim("young", 80), 80);
        again.record(claim("old", 80), 10000);
        assertThat(again.claim(claim("old", 80))).isEqualTo(10000);
        assertThat(again.claim(claim("young", 80))).isEqualTo(80);
    }

    @Test
    void whatWasHeldStaysWithoutARecord() {
        ports.claim(claim("young", 80));
        ContainerPorts again = new ContainerPorts(SETTINGS, ports.held());
        assertThat(again.claim(claim("old", 80))).isEqualTo(10000);
        assertThat(again.claim(claim("young", 80))).isEqualTo(80);
    }

    @Test
    void whatNobodyClaimsOrRecordsIsForgotten() {
        ports.claim(claim("a", 80));
        ContainerPorts again = new ContainerPorts(SETTINGS, ports.held());
        assertThat(again.held()).isEmpty();
    }
}

package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMergeTest {
    private static final String BEFORE = "2026-01-01T00:00:00Z";
    private static final String NOW = "2026-02-02T00:00:00Z";
    private static final List<ListenerStatus.RouteGroupKind> KINDS =
            List.of(new ListenerStatus.RouteGroupKind("gateway.networking.k8s.io", "HTTPRoute"));
    private static final GatewayStatus.Address ADDRESS = new GatewayStatus.Address("IPAddress", "192.0.2.1");
    private static final Condition ACCEPTED = Condition.yes(Condition.ACCEPTED, "Accepted", "");
    private static final LiveCondition LIVE = new LiveCondition("Accepted", "True", "Accepted", "", 3, BEFORE);
    private static final LiveCondition FOREIGN = new LiveCondition("example.com/Other", "True", "O", "", 1, BEFORE);

    private static final GatewayStatus DESIRED = new GatewayStatus(
            List.of(ADDRESS), List.of(ACCEPTED), List.of(new ListenerStatus("http", KINDS, 2, List.of(ACCEPTED))), 1);

    private static ListenersMerge.Listener listener(String name, int routes, LiveCondition... conditions) {
        return new ListenersMerge.Listener(name, KINDS, routes, List.of(conditions));
    }

    @Test
    void whatIsThereAlreadyIsNotWritten() {
        GatewayMerge.Live live = new GatewayMerge.Live(
                List.of(ADDRESS), List.of(LIVE, FOREIGN), List.of(listener("http", 2, LIVE, FOREIGN)), 1);

        assertThat(GatewayMerge.of(DESIRED, 3, live, NOW).difference()).isEqualTo(Difference.NONE);
    }

    @Test
    void theFirstStatusIsWrittenAsAWhole() {
        GatewayMerge merge =
                GatewayMerge.of(DESIRED, 3, new GatewayMerge.Live(List.of(), List.of(), List.of(), 0), NOW);

        assertThat(merge.difference()).isEqualTo(Difference.REST);
        assertThat(merge.addresses()).containsExactly(ADDRESS);
        assertThat(merge.conditions())
                .singleElement()
                .satisfies(c -> assertThat(c.observedGeneration()).isEqualTo(3));
        assertThat(merge.listeners().listeners())
                .singleElement()
                .satisfies(l -> assertThat(l.attachedRoutes()).isEqualTo(2));
    }

    @Test
    void eachPartIsCompared() {
        List<LiveCondition> conditions = List.of(LIVE);
        List<ListenersMerge.Listener> listeners = List.of(listener("http", 2, LIVE));
        List<GatewayStatus.Address> addresses = List.of(ADDRESS);

        assertThat(List.of(
                        new GatewayMerge.Live(List.of(), conditions, listeners, 1),
                        new GatewayMerge.Live(addresses, List.of(), listeners, 1),
                        new GatewayMerge.Live(addresses, conditions, List.of(), 1),
                        new GatewayMerge.Live(addresses, conditions, List.of(listener("http", 2)), 1),
                        new GatewayMerge.Live(
                                addresses,
                                conditions,
                                List.of(new ListenersMerge.Listener("http", List.of(), 2, List.of(LIVE))),
                                1)))
                .allSatisfy(live -> assertThat(
                                GatewayMerge.of(DESIRED, 3, live, NOW).difference())
                        .isEqualTo(Difference.REST));
        assertThat(List.of(
                        new GatewayMerge.Live(addresses, conditions, listeners, 0),
                        new GatewayMerge.Live(addresses, conditions, List.of(listener("http", 1, LIVE)), 1)))
                .allSatisfy(live -> assertThat(
                                GatewayMerge.of(DESIRED, 3, live, NOW).difference())
                        .isEqualTo(Difference.COUNTS));
    }

    @Test
    void aListenerThatIsGoneIsRemovedAndKnownAsAnOrphanIfOthersWroteToIt() {
        GatewayMerge merge = GatewayMerge.of(
                DESIRED,
                3,
                new GatewayMerge.Live(
                        List.of(ADDRESS),
                        List.of(LIVE),
                        List.of(listener("http", 2, LIVE), listener("ours", 0, LIVE), listener("theirs", 0, FOREIGN)),
                        1),
                NOW);

        assertThat(merge.difference()).isEqualTo(Difference.REST);
        assertThat(merge.listeners().listeners())
                .extracting(ListenersMerge.Listener::name)
                .containsExactly("http");
        assertThat(merge.listeners().orphans()).containsExactly("theirs");
    }
}

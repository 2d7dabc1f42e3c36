package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.status.RouteMerge.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteMergeTest {
    private static final String OURS = "sluice.dev/gateway-controller";
    private static final String BEFORE = "2026-01-01T00:00:00Z";
    private static final String NOW = "2026-02-02T00:00:00Z";
    private static final Condition ACCEPTED = Condition.yes(Condition.ACCEPTED, "Accepted", "");
    private static final LiveCondition LIVE = new LiveCondition("Accepted", "True", "Accepted", "", 3, BEFORE);
    private static final LiveCondition FOREIGN = new LiveCondition("example.com/Other", "True", "O", "", 1, BEFORE);

    private static ParentReference gateway(String name) {
        return new ParentReference(null, null, null, name, null, null);
    }

    /** As the API server returns it: group and kind are filled in. */
    private static RouteMerge.Live<String> live(String controller, String name, LiveCondition... conditions) {
        return new RouteMerge.Live<>(
                controller,
                new ParentReference("gateway.networking.k8s.io", "Gateway", null, name, null, null),
                List.of(conditions),
                controller + " " + name);
    }

    private static RouteStatus desired(String... names) {
        List<RouteStatus.Parent> parents = new ArrayList<>();
        for (String name : names) {
            parents.add(new RouteStatus.Parent(gateway(name), List.of(ACCEPTED)));
        }
        return new RouteStatus(parents);
    }

    private static RouteMerge<String> merge(RouteStatus desired, List<RouteMerge.Live<String>> live) {
        return RouteMerge.of(desired, 3, OURS, live, NOW);
    }

    @Test
    void whatIsThereAlreadyIsNotWritten() {
        assertThat(merge(desired("a"), List.of(live(OURS, "a", LIVE), live("other", "a")))
                        .changed())
                .isFalse();
        assertThat(merge(desired(), List.of(live("other", "a"))).changed()).isFalse();
        assertThat(RouteMerge.<String>of(null, 0, OURS, List.of(), NOW).changed())
                .isFalse();
    }

    @Test
    void entriesOfOthersStayAsTheyAreAndWhereTheyAre() {
        RouteMerge<String> merge =
                merge(desired("a", "b"), List.of(live("other", "a"), live(OURS, "a", LIVE), live("third", "x")));

        assertThat(merge.changed()).isTrue();
        assertThat(merge.parents())
                .containsExactly(
                        new Entry.Foreign<>("other a"),
                        new Entry.Own<>(gateway("a"), List.of(LIVE)),
                        new Entry.Foreign<>("third x"),
                        new Entry.Own<>(
                                gateway("b"), List.of(new LiveCondition("Accepted", "True", "Accepted", "", 3, NOW))));
    }

    @Test
    void oursThatAreNoLongerWantedAreWithdrawn() {
        assertThat(merge(desired("b"), List.of(live(OURS, "a", LIVE), live("other", "a")))
                        .parents())
                .hasSize(2)
                .doesNotContain(new Entry.Own<>(gateway("a"), List.of(LIVE)));
        RouteMerge<String> none = RouteMerge.of(null, 0, OURS, List.of(live(OURS, "a", LIVE), live("other", "a")), NOW);
        assertThat(none.changed()).isTrue();
        assertThat(none.parents()).containsExactly(new Entry.Foreign<>("other a"));
    }

    @Test
    void conditionsThatOthersPutBesideOursStay() {
        RouteMerge<String> merge = RouteMerge.of(desired("a"), 4, OURS, List.of(live(OURS, "a", LIVE, FOREIGN)), NOW);

        assertThat(merge.changed()).isTrue();
        assertThat(merge.parents())
                .containsExactly(new Entry.Own<>(
                        gateway("a"),
                        List.of(new LiveCondition("Accepted", "True", "Accepted", "", 4, BEFORE), FOREIGN)));
    }

    @Test
    void parentsDifferBySectionAndPort() {
        RouteStatus desired = new RouteStatus(List.of(
                new RouteStatus.Parent(new ParentReference(null, null, null, "a", "one", null), List.of(ACCEPTED)),
                new RouteStatus.Parent(new ParentReference(null, null, null, "a", null, 80), List.of(ACCEPTED))));

        RouteMerge<String> merge = merge(desired, List.of(live(OURS, "a", LIVE)));

        assertThat(merge.changed()).isTrue();
        assertThat(merge.parents()).hasSize(2);
    }

    @Test
    void aListThatOthersHaveFilledTakesNoMoreOfOurs() {
        List<RouteMerge.Live<String>> full = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            full.add(live("other", "gw" + i));
        }

        RouteMerge<String> merge = merge(desired("a"), full);

        assertThat(merge.changed()).isFalse();
        assertThat(merge.parents()).hasSize(32);
    }
}

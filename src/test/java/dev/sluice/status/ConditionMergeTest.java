package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionMergeTest {
    private static final String BEFORE = "2026-01-01T00:00:00Z";
    private static final String NOW = "2026-02-02T00:00:00Z";

    private static LiveCondition live(String type, String status, long generation) {
        return new LiveCondition(type, status, "Because", "why", generation, BEFORE);
    }

    @Test
    void aConditionWhoseStatusStaysKeepsItsTime() {
        List<LiveCondition> stamped = ConditionMerge.stamp(
                List.of(Condition.yes(Condition.ACCEPTED, "Because", "another message")),
                7,
                List.of(live("Accepted", "True", 6)),
                NOW);

        assertThat(stamped)
                .containsExactly(new LiveCondition("Accepted", "True", "Because", "another message", 7, BEFORE));
    }

    @Test
    void aConditionWhoseStatusChangesOrThatIsNewGetsTheTimeOfNow() {
        List<LiveCondition> stamped = ConditionMerge.stamp(
                List.of(
                        Condition.no(Condition.ACCEPTED, "Because", "why"),
                        Condition.yes(Condition.PROGRAMMED, "Because", "why")),
                7,
                List.of(live("Accepted", "True", 6)),
                NOW);

        assertThat(stamped).extracting(LiveCondition::lastTransitionTime).containsExactly(NOW, NOW);
        assertThat(stamped).extracting(LiveCondition::status).containsExactly("False", "True");
    }

    @Test
    void whatIsThereAlreadyIsNotWrittenAgainWhateverElseIsThere() {
        List<LiveCondition> before = List.of(live("example.com/Other", "True", 1), live("Accepted", "True", 7));
        List<LiveCondition> stamped =
                ConditionMerge.stamp(List.of(Condition.yes(Condition.ACCEPTED, "Because", "why")), 7, before, NOW);

        assertThat(ConditionMerge.isWritten(stamped, before)).isTrue();
    }

    @Test
    void everyDifferenceIsWritten() {
        LiveCondition accepted = live("Accepted", "True", 7);
        List<LiveCondition> wanted = List.of(accepted);

        assertThat(ConditionMerge.isWritten(wanted, List.of())).isFalse();
        assertThat(ConditionMerge.isWritten(wanted, List.of(live("Accepted", "False", 7))))
                .isFalse();
        assertThat(ConditionMerge.isWritten(wanted, List.of(live("Accepted", "True", 6))))
                .isFalse();
        assertThat(ConditionMerge.isWritten(
                        wanted, List.of(new LiveCondition("Accepted", "True", "Else", "why", 7, BEFORE))))
                .isFalse();
        assertThat(ConditionMerge.isWritten(
                        wanted, List.of(new LiveCondition("Accepted", "True", "Because", "else", 7, BEFORE))))
                .isFalse();
        // One of ours that is no longer wanted has to go.
        assertThat(ConditionMerge.isWritten(wanted, List.of(accepted, live("PartiallyInvalid", "True", 7))))
                .isFalse();
    }

    @Test
    void conditionsOfOthersAreKeptAndOursThatAreNotWantedAreNot() {
        LiveCondition accepted = live("Accepted", "True", 7);
        LiveCondition foreign = live("example.com/Other", "True", 1);

        assertThat(ConditionMerge.withForeign(List.of(accepted), List.of(foreign, live("PartiallyInvalid", "True", 7))))
                .containsExactly(accepted, foreign);
    }

    @Test
    void everyConditionTypeIsKnownToBeOurs() throws IllegalAccessException {
        List<String> types = new ArrayList<>();
        for (Field field : Condition.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                types.add((String) field.get(null));
            }
        }

        assertThat(ConditionMerge.OWN_TYPES).containsExactlyInAnyOrderElementsOf(types);
    }
}

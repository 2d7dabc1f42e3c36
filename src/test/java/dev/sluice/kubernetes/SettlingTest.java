package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceKey;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On a clock of its own. */
class SettlingTest {
    private static final ResourceKey KEY = new ResourceKey("Gateway", "default", "gw");
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Settling settling = new Settling();

    @Test
    void aLoneChangeIsWrittenAMomentLater() {
        long again = settling.millis(KEY, 0, 0);
        assertThat(again).isBetween(1L, 1000L);
        assertThat(settling.millis(KEY, 0, again * MILLI)).isZero();
    }

    @Test
    void onlyTheFirstOfManyAsksAgain() {
        assertThat(settling.millis(KEY, 0, 0)).isPositive();
        assertThat(settling.millis(KEY, MILLI, MILLI)).isEqualTo(Settling.ASKED);
        assertThat(settling.millis(new ResourceKey("Gateway", "default", "other"), MILLI, MILLI))
                .isPositive();
    }

    @Test
    void changesWithoutEndAreWrittenAtTimes() {
        int writes = 0;
        for (long now = 0; now < 30_000 * MILLI; now += 10 * MILLI) {
            if (settling.millis(KEY, now, now) == 0) {
                writes++;
                settling.done(KEY);
            }
        }
        assertThat(writes).isBetween(5, 15);
    }

    @Test
    void whatWasWrittenWaitsAnew() {
        long again = settling.millis(KEY, 0, 0);
        assertThat(settling.millis(KEY, 0, again * MILLI)).isZero();
        settling.done(KEY);
        long later = again * MILLI + MILLI;
        assertThat(settling.millis(KEY, later, later)).isPositive();
    }
}

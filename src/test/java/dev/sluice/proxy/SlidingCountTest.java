package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingCountTest {
    @Test
    void whatIsOlderThanTheIntervalDoesNotCount() {
        SlidingCount count = new SlidingCount(100);
        count.add(-5);
        count.add(3);
        count.add(4);
        assertThat(count.count(4)).isEqualTo(3);
        assertThat(count.count(94)).isEqualTo(2);
        count.add(95);
        assertThat(count.count(99)).isEqualTo(3);
        assertThat(count.count(100)).isEqualTo(1);
        assertThat(count.count(189)).isEqualTo(1);
        assertThat(count.count(190)).isZero();
    }

    @Test
    void longSilenceEmptiesIt() {
        SlidingCount count = new SlidingCount(100);
        count.add(Long.MAX_VALUE - 10_000);
        assertThat(count.count(Long.MAX_VALUE - 5_000)).isZero();
        count.add(Long.MAX_VALUE);
        assertThat(count.count(Long.MAX_VALUE)).isEqualTo(1);
    }
}

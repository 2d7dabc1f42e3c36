package dev.sluice.proxy;

import java.util.Arrays;

/** How many things have happened within an interval, to a tenth of it. */
final class SlidingCount {
    private static final int PARTS = 10;

    private final long part;
    private final int[] counts = new int[PARTS];
    private long current = Long.MIN_VALUE;
    private int sum;

    /** @param intervalNanos at least 10 */
    SlidingCount(long intervalNanos) {
        part = Math.max(1, intervalNanos / PARTS);
    }

    void add(long now) {
        advance(now);
        counts[Math.floorMod(current, PARTS)]++;
        sum++;
    }

    int count(long now) {
        advance(now);
        return sum;
    }

    private void advance(long now) {
        long next = Math.floorDiv(now, part);
        if (current == Long.MIN_VALUE || next - current >= PARTS) {
            Arrays.fill(counts, 0);
            sum = 0;
        } else {
            for (long passed = current + 1; passed <= next; passed++) {
                int at = Math.floorMod(passed, PARTS);
                sum -= counts[at];
                counts[at] = 0;
            }
        }
        current = Math.max(current, next);
    }
}

package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * When what can wait is written: once nothing has changed for a moment, or else after the longest wait. A thousand
 * routes that are applied at once make a few writes of their Gateway's status so, not a thousand.
 */
final class Settling {
    /** It is to be looked at again anyway. */
    static final long ASKED = -1;

    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

    private record Wait(long sinceNanos, long untilNanos) {}

    private final Map<ResourceKey, Wait> waits = new ConcurrentHashMap<>();

    /**
     * How long to wait with a write, on the clock of {@link System#nanoTime}. Of one object it is asked by one thread at
     * a time.
     *
     * @param changedNanos when anything changed last
     * @param now the time
     * @return 0 to write now, {@link #ASKED}, or the milliseconds after which to ask again
     */
    long millis(ResourceKey key, long changedNanos, long now) {
        Wait wait = waits.get(key);
        if (wait != null && wait.untilNanos() - now > 0) {
            return ASKED;
        }
        long since = wait == null ? now : wait.sinceNanos();
        long left = Math.min(changedNanos + QUIET_NANOS, since + LONGEST_NANOS) - now;
        if (left <= 0) {
            return 0;
        }
        waits.put(key, new Wait(since, now + left));
        return TimeUnit.NANOSECONDS.toMillis(left) + 1;
    }

    /** It is written, or gone. */
    void done(ResourceKey key) {
        waits.remove(key);
    }
}

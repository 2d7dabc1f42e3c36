package dev.sluice.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Waits until a counter stops. */
final class Plateau {
    private Plateau() {}

    static void reached(AtomicLong counter) {
        Eventually.holds(() -> counter.get() > 0);
        long seen;
        do {
            seen = counter.get();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        } while (counter.get() != seen);
    }
}

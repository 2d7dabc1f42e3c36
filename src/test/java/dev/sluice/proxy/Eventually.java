package dev.sluice.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens on another thread. */
final class Eventually {
    private Eventually() {}

    /** Returns as soon as a condition holds; fails after 20 seconds. */
    static void holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}

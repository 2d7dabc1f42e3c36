package dev.sluice.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens on another thread. */
public final class Eventually {
    private Eventually() {}

    /** Returns as soon as a condition holds; fails after 20 seconds. */
    static void holds(BooleanSupplier condition) {
        holds(Duration.ofSeconds(20), "did not come true", condition);
    }

    /** Returns as soon as a condition holds; fails with the message after the longest time. */
    public static void holds(Duration longest, String message, BooleanSupplier condition) {
        present(longest, () -> message, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** What is sought, as soon as it is there; fails with the message of then after the longest time. */
    public static <T> T present(Duration longest, Supplier<String> message, Supplier<Optional<T>> sought) {
        long begin = System.nanoTime();
        while (true) {
            Optional<T> found = sought.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - begin > longest.toNanos()) {
                throw new AssertionError(message.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for what becomes true in its own time. */
final class Await {
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final long STEP_MILLIS = 25;

    private Await() {}

    /** Until the assertion holds; its failure is thrown if it never does. A server that is too busy to answer may be asked again. */
    static void untilAsserted(ThrowingCallable assertion) {
        untilAsserted(LONGEST, assertion);
    }

    private static void untilAsserted(Duration longest, ThrowingCallable assertion) {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            try {
                assertion.call();
                return;
            } catch (AssertionError
                    | NullPointerException
                    | NoSuchElementException
                    | KubernetesClientException notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                pause();
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable failure) {
                throw new AssertionError(failure);
            }
        }
    }

    /** Until it is true. */
    static void until(String what, Callable<Boolean> condition) {
        until(what, LONGEST, condition);
    }

    /** Until it is true, for what may take longer than usual. */
    static void until(String what, Duration longest, Callable<Boolean> condition) {
        untilAsserted(longest, () -> {
            if (!condition.call()) {
                throw new AssertionError("not yet: " + what);
            }
        });
    }

    /** Fails if it does not hold all the time, for a while that is long enough for what must not happen to happen. */
    static void stays(Duration time, ThrowingCallable assertion) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            untilAsserted(Duration.ZERO, assertion);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

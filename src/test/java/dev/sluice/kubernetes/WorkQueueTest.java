package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final List<String> worked = Collections.synchronizedList(new ArrayList<>());
    private final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());

    private WorkQueue<String> queue(int workers, WorkQueue.Work<String> work) {
        return new WorkQueue<>("test", workers, work, (_, failure) -> {
            failures.add(failure);
            return true;
        });
    }

    @Test
    void aKeyThatIsAddedAgainWhileItWaitsIsWorkedOnOnce() {
        Semaphore gate = new Semaphore(0);
        try (WorkQueue<String> queue = queue(1, key -> {
            worked.add(key);
            gate.acquire();
        })) {
            queue.add("first");
            queue.add("second");
            queue.add("second");
            queue.add("second");
            gate.release(10);

            Await.until("idle", () -> queue.size() == 0);
            assertThat(worked).containsExactly("first", "second");
        }
    }

    @Test
    void aKeyThatIsAddedWhileItsWorkRunsIsWorkedOnAgainAndNotBesideItself() {
        CountDownLatch began = new CountDownLatch(1);
        Semaphore gate = new Semaphore(0);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        try (WorkQueue<String> queue = queue(4, key -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            began.countDown();
            gate.acquire();
            worked.add(key);
            atOnce.decrementAndGet();
        })) {
            queue.add("key");
            Await.until("begun", () -> began.getCount() == 0);
            queue.add("key");
            queue.add("key");
            gate.release(10);

            Await.until("idle", () -> queue.size() == 0);
            assertThat(worked).containsExactly("key", "key");
            assertThat(mostAtOnce).hasValue(1);
        }
    }

    @Test
    void noMoreKeysThanWorkersAreWorkedOnAtATime() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        Semaphore gate = new Semaphore(0);
        try (WorkQueue<String> queue = queue(3, key -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            gate.acquire();
            atOnce.decrementAndGet();
            worked.add(key);
        })) {
            for (int i = 0; i < 100; i++) {
                queue.add("key" + i);
            }
            Await.until("three at once", () -> atOnce.get() == 3);
            gate.release(100);

            Await.until("idle", () -> queue.size() == 0);
            assertThat(worked).hasSize(100);
            assertThat(mostAtOnce).hasValue(3);
        }
    }

    @Test
    void workThatFailsIsRepeatedUntilItSucceeds() {
        AtomicInteger left = new AtomicInteger(3);
        try (WorkQueue<String> queue = queue(1, key -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            worked.add(key);
        })) {
            queue.add("key");

            Await.until("done", () -> !worked.isEmpty());
            assertThat(failures).hasSize(3);
        }
    }

    @Test
    void workThatIsNotToBeRepeatedIsGivenUp() {
        try (WorkQueue<String> queue = new WorkQueue<>(
                "test",
                1,
                key -> {
                    worked.add(key);
                    throw new IllegalStateException("never");
                },
                (_, _) -> false)) {
            queue.add("key");
            queue.add("other");

            Await.until("idle", () -> worked.size() == 2 && queue.size() == 0);
            assertThat(worked).containsExactly("key", "other");
        }
    }
}

package dev.sluice.kubernetes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Work by key: a key that is added many times is worked on once, never twice at the same time, and again if it was
 * added while its work ran. A bounded number of virtual threads do the work. Work that fails is repeated after a time
 * that doubles with each failure, between {@value #FIRST_RETRY_MILLIS} and {@value #LONGEST_RETRY_MILLIS} ms, up to
 * half of it random so that replicas and keys do not march in step.
 *
 * @param <K> the key
 */
final class WorkQueue<K> implements AutoCloseable {
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LONGEST_RETRY_MILLIS = 30_000;

    /** The work of one key. */
    @FunctionalInterface
    interface Work<K> {
        /** Does it; throws if it shall be repeated. */
        void run(K key) throws Exception;
    }

    private final String name;
    private final int workers;
    private final Work<K> work;
    private final BiPredicate<K, Exception> onFailure;
    private final LinkedHashSet<K> waiting = new LinkedHashSet<>();
    private final Set<K> running = new HashSet<>();
    private final Set<K> again = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final ScheduledExecutorService timer;
    private boolean closed;

    /**
     * An empty queue.
     *
     * @param workers how many keys are worked on at the same time
     * @param onFailure told of each failure; false if the work is not to be repeated
     */
    WorkQueue(String name, int workers, Work<K> work, BiPredicate<K, Exception> onFailure) {
        this.name = name;
        this.workers = workers;
        this.work = work;
        this.onFailure = onFailure;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name + "-timer").daemon().factory());
    }

    /** Adds a key; returns at once. */
    synchronized void add(K key) {
        if (closed) {
            return;
        }
        if (running.contains(key)) {
            again.add(key);
        } else if (waiting.add(key)) {
            dispatch();
        }
    }

    /** Adds a key after a while. */
    void addAfter(K key, long millis) {
        try {
            var _ = timer.schedule(() -> add(key), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    /** How many keys wait or are worked on. */
    synchronized int size() {
        return waiting.size() + running.size();
    }

    private void dispatch() {
        Iterator<K> next = waiting.iterator();
        while (running.size() < workers && next.hasNext()) {
            K key = next.next();
            next.remove();
            running.add(key);
            Thread.ofVirtual().name(name).start(() -> run(key));
        }
    }

    private void run(K key) {
        long retryAfter = -1;
        try {
            work.run(key);
            synchronized (this) {
                failures.remove(key);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            if (onFailure.test(key, failure)) {
                retryAfter = retryAfter(key);
            }
        } finally {
            done(key);
        }
        if (retryAfter >= 0) {
            addAfter(key, retryAfter);
        }
    }

    private synchronized long retryAfter(K key) {
        int times = failures.merge(key, 1, Integer::sum);
        long longest = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(times - 1, 20));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private synchronized void done(K key) {
        running.remove(key);
        if (again.remove(key)) {
            waiting.add(key);
        }
        if (!closed) {
            dispatch();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        timer.shutdownNow();
    }
}

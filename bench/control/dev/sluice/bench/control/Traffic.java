package dev.sluice.bench.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Requests one after another on some threads, until it is closed, each answer judged.
 *
 * @param <S> what is known when a request begins, by which its answer is judged
 */
final class Traffic<S> implements AutoCloseable {
    private final Requests requests;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder count = new LongAdder();
    private final Map<String, LongAdder> wrong = new ConcurrentHashMap<>();
    private final Supplier<S> state;
    private final BiFunction<S, Requests.Answer, Boolean> right;
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param state asked before each request
     * @param right whether an answer is right to a request that began in that state
     */
    Traffic(
            Requests requests,
            int threadCount,
            String host,
            String path,
            Supplier<S> state,
            BiFunction<S, Requests.Answer, Boolean> right) {
        this.requests = requests;
        this.state = state;
        this.right = right;
        for (int i = 0; i < threadCount; i++) {
            threads.add(Thread.ofVirtual().start(() -> run(host, path)));
        }
    }

    /** Traffic whose every answer must be 200. */
    static Traffic<Boolean> found(Requests requests, int threadCount, String host, String path) {
        return new Traffic<>(requests, threadCount, host, path, () -> true, (_, answer) -> answer.code() == 200);
    }

    private void run(String host, String path) {
        while (!closed) {
            S before = state.get();
            Requests.Answer answer = requests.get(host, path);
            count.increment();
            if (!right.apply(before, answer)) {
                String what = answer.code() + " " + answer.body() + " " + answer.version() + " after " + before;
                wrong.computeIfAbsent(what, _ -> new LongAdder()).increment();
            }
        }
    }

    long count() {
        return count.sum();
    }

    /** How often what came that should not have come. */
    Map<String, Long> wrong() {
        Map<String, Long> all = new TreeMap<>();
        wrong.forEach((what, times) -> all.put(what, times.sum()));
        return all;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }
}

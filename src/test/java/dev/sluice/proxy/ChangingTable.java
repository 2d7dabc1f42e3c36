package dev.sluice.proxy;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Judges answers while tables follow each other: each must come whole from one table that was served between the request
 * and the answer. The tables are numbered; the even ones send requests to the backend {@code a}, the odd ones to
 * {@code b}, and mark their answers with their number.
 */
final class ChangingTable {
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /** How often each client was answered. */
    final Map<String, Integer> answers = new ConcurrentSkipListMap<>();

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    /** An answer by what it says itself. */
    record Answer(int table, String backend) {}

    /** Asks once. */
    interface Client {
        Answer ask() throws Exception;
    }

    /** Goes on for long and looks at its answers itself. */
    interface Stream {
        void carry() throws Exception;
    }

    static String backend(int table) {
        return table % 2 == 0 ? "a" : "b";
    }

    void begin(int table) {
        begun.set(table);
    }

    void served(int table) {
        served.accumulateAndGet(table, Math::max);
    }

    boolean isOver() {
        return over.get();
    }

    void end() {
        over.set(true);
    }

    void count(String client) {
        answers.merge(client, 1, Integer::sum);
    }

    /** Whether so many clients had as many answers each. */
    boolean haveAll(int clients, int count) {
        return answers.size() == clients && answers.values().stream().allMatch(had -> had >= count);
    }

    /** Asks until the end. */
    Thread follow(String name, Client client) {
        return carry(name, () -> {
            while (!isOver()) {
                int before = served.get();
                Answer answer = client.ask();
                int after = begun.get();
                if (answer.table() < before || answer.table() > after) {
                    wrong.add(name + ": table " + answer.table() + " answered between " + before + " and " + after);
                }
                if (!answer.backend().equals(backend(answer.table()))) {
                    wrong.add(name + ": table " + answer.table() + " led to " + answer.backend());
                }
                count(name);
                rest();
            }
        });
    }

    /** Leaves the processors to the tables. */
    static void rest() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }

    Thread carry(String name, Stream stream) {
        return Thread.ofVirtual().start(() -> {
            try {
                stream.carry();
            } catch (Exception | AssertionError failed) {
                wrong.add(name + ": " + failed);
            }
        });
    }
}

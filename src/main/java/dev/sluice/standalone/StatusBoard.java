package dev.sluice.standalone;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.resources.manifest.Changes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The newest statuses and problems: kept for whoever asks, and shown by a thread of its own; the whole at first, then
 * what changes. What comes faster than it can be shown is left out, the last is always shown.
 */
public final class StatusBoard implements AutoCloseable {
    /** How many problems are shown at once. */
    private static final int MOST_PROBLEMS = 100;
    /** How many rows of a table are shown at once. */
    private static final int MOST_ROWS = 100;

    private final Consumer<String> out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private ServedState state = ServedState.NOTHING;
    private @Nullable ServedState toShow;
    private @Nullable Thread thread;

    /** @param out takes the texts that are shown, each with its last line feed */
    public StatusBoard(Consumer<String> out) {
        this.out = out;
    }

    /** Begins to show. */
    public void start() {
        thread = Thread.ofPlatform().name("sluice-status").daemon().start(this::show);
    }

    /** The newest state. */
    public ServedState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    void files(Changes changes) {
        update(before -> before.with(changes));
    }

    void served(Compilation compilation, Statuses statuses) {
        update(before -> before.with(compilation, statuses));
    }

    private void update(UnaryOperator<ServedState> change) {
        lock.lock();
        try {
            state = change.apply(state);
            toShow = state;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void show() {
        Set<String> problemsShown = Set.of();
        StatusTable tableShown = null;
        try {
            while (true) {
                ServedState next = awaitNews();
                Set<String> problems = new LinkedHashSet<>();
                next.problems().forEach(problem -> problems.add(problem.toString()));
                String text = problemText(problems, problemsShown);
                problemsShown = problems;
                if (next.isServed()) {
                    StatusTable table = new StatusTable(next, true);
                    String change = tableShown == null ? table.whole(MOST_ROWS) : table.since(tableShown, MOST_ROWS);
                    text += change.isEmpty() ? "" : "\n" + change;
                    tableShown = table;
                }
                if (!text.isEmpty()) {
                    out.accept(text);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private ServedState awaitNews() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (toShow == null) {
                news.await();
            }
            ServedState next = toShow;
            toShow = null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private static String problemText(Set<String> problems, Set<String> shown) {
        StringBuilder text = new StringBuilder();
        int news = 0;
        for (String problem : problems) {
            if (!shown.contains(problem) && ++news <= MOST_PROBLEMS) {
                text.append(problem).append('\n');
            }
        }
        if (news > MOST_PROBLEMS) {
            text.append("… and ").append(news - MOST_PROBLEMS).append(" further problems; sluice validate shows all\n");
        }
        if (problems.isEmpty() && !shown.isEmpty()) {
            text.append("all files are in order again\n");
        }
        return text.toString();
    }

    /** Stops showing. */
    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}

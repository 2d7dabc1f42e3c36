package dev.sluice.standalone;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest statuses and problems: kept for whoever asks, and shown by a thread of its own whenever what there is to
 * say changes. What comes faster than it can be shown is left out, the last is always shown.
 */
public final class StatusBoard implements AutoCloseable {
    /** How many problems are shown at once. */
    private static final int MOST_PROBLEMS = 100;

    private final Consumer<String> out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private State state = new State(ResourceSnapshot.of(List.of()), Statuses.NONE, List.of());
    private @Nullable State toShow;
    private @Nullable Thread thread;

    /**
     * Everything at one moment.
     *
     * @param snapshot the resources
     * @param statuses what was said of them last
     * @param problems what is wrong in files
     */
    public record State(ResourceSnapshot snapshot, Statuses statuses, List<Problem> problems) {
        public State {
            problems = List.copyOf(problems);
        }
    }

    /** @param out takes the texts that are shown, each with its last line feed */
    public StatusBoard(Consumer<String> out) {
        this.out = out;
    }

    /** Begins to show. */
    public void start() {
        thread = Thread.ofPlatform().name("sluice-status").daemon().start(this::show);
    }

    /** The newest state. */
    public State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    void problems(List<Problem> problems) {
        lock.lock();
        try {
            state = new State(state.snapshot(), state.statuses(), problems);
            toShow = state;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    void statuses(ResourceSnapshot snapshot, Statuses statuses) {
        lock.lock();
        try {
            state = new State(snapshot, statuses, state.problems());
            toShow = state;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void show() {
        Set<String> problemsShown = Set.of();
        String tableShown = "";
        try {
            while (true) {
                State next = awaitNews();
                Set<String> problems = new LinkedHashSet<>();
                next.problems().forEach(problem -> problems.add(problem.toString()));
                String text = problemText(problems, problemsShown);
                problemsShown = problems;
                String table = next.statuses().gatewayClasses().isEmpty()
                        ? tableShown
                        : StatusTable.render(next.snapshot(), next.statuses());
                if (!table.equals(tableShown)) {
                    text += "\n" + table;
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

    private State awaitNews() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (toShow == null) {
                news.await();
            }
            State next = toShow;
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

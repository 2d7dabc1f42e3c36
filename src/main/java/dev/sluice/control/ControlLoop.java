package dev.sluice.control;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Compiler;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.ServingReport;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread that turns changes into a served table and statuses, in that order. A lone change is compiled at once;
 * changes that arrive during a compilation are answered together by the next one.
 */
public final class ControlLoop implements ChangeTrigger, AutoCloseable {
    /** A data plane that has not reported by then is taken for broken: statuses are not written. */
    private static final long REPORT_TIMEOUT_SECONDS = 30;

    private final ResourceStore store;
    private final Compiler compiler;
    private final ActiveRoutes routes;
    private final StatusSink statuses;
    private final LoopObserver observer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int pendingChanges;
    private long firstPendingNanos;
    private boolean closed;
    private @Nullable Thread thread;
    private volatile long publishedGeneration;

    public ControlLoop(
            ResourceStore store, Compiler compiler, ActiveRoutes routes, StatusSink statuses, LoopObserver observer) {
        this.store = store;
        this.compiler = compiler;
        this.routes = routes;
        this.statuses = statuses;
        this.observer = observer;
    }

    /** Begins to compile. Call it once the store holds a complete snapshot; the first compilation follows at once. */
    public void start() {
        lock.lock();
        try {
            if (thread != null || closed) {
                return;
            }
            note();
            thread = Thread.ofPlatform().name("sluice-control").daemon().start(this::run);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void trigger(ResourceKey cause) {
        observer.triggered(cause);
        trigger();
    }

    /** Asks for a compilation for a reason that is no resource, such as a socket that can be opened again. */
    public void trigger() {
        lock.lock();
        try {
            note();
        } finally {
            lock.unlock();
        }
    }

    private void note() {
        if (pendingChanges++ == 0) {
            firstPendingNanos = System.nanoTime();
        }
        changed.signal();
    }

    /** The generation of the last table that the data plane has reported on; 0 before the first. */
    public long publishedGeneration() {
        return publishedGeneration;
    }

    private void run() {
        try {
            for (long generation = 1; ; generation++) {
                int changes;
                long since;
                lock.lockInterruptibly();
                try {
                    while (pendingChanges == 0 && !closed) {
                        changed.await();
                    }
                    if (closed) {
                        return;
                    }
                    changes = pendingChanges;
                    since = firstPendingNanos;
                    pendingChanges = 0;
                } finally {
                    lock.unlock();
                }
                step(generation, changes, since);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(long generation, int changes, long since) throws InterruptedException {
        try {
            long begin = System.nanoTime();
            Compilation compilation = compiler.compile(store.snapshot(), generation);
            long compiled = System.nanoTime();
            ServingReport report = routes.publish(compilation.table())
                    .toCompletableFuture()
                    .get(REPORT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            publishedGeneration = generation;
            observer.published(compilation, report, changes, compiled - begin, System.nanoTime() - since);
            statuses.accept(compilation, compilation.statusesAfter(report));
        } catch (RuntimeException | Error | ExecutionException | TimeoutException failure) {
            observer.failed(failure);
        }
    }

    /** False if the loop's thread has ended though nobody closed it. */
    public boolean isAlive() {
        lock.lock();
        try {
            return thread == null || closed || thread.isAlive();
        } finally {
            lock.unlock();
        }
    }

    /** Stops the loop; what is served stays served. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

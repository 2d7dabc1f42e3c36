package dev.sluice.app;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import org.jspecify.annotations.Nullable;

/** Remembers what is served and what was said of it, for whoever asks on the management port. */
final class LatestState implements StatusSink {
    private final StatusSink next;
    private volatile @Nullable Served served;

    /** What is served, with the statuses as the data plane's report has them. */
    record Served(Compilation compilation, Statuses statuses) {}

    LatestState(StatusSink next) {
        this.next = next;
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        served = new Served(compilation, statuses);
        next.accept(compilation, statuses);
    }

    /** Null before the first table. */
    @Nullable
    Served served() {
        return served;
    }
}

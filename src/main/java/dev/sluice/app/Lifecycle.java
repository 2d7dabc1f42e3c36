package dev.sluice.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where this process is between its start and its end; what the probes answer follows from it. */
@ApplicationScoped
public class Lifecycle {
    /** The phases, in order. */
    public enum Phase {
        /** Nothing is served yet: the first complete snapshot has not been published. */
        STARTING,
        /** Serving. */
        SERVING,
        /** Asked to stop: in-flight requests end, no new ones are wanted. */
        DRAINING
    }

    private Phase phase = Phase.STARTING;
    private @Nullable Mode mode;

    public synchronized Phase phase() {
        return phase;
    }

    /** What a start that is not yet over waits for, in words for people. */
    public synchronized List<String> awaited() {
        return mode == null ? List.of("the application's own start") : mode.awaited();
    }

    synchronized @Nullable Mode mode() {
        return mode;
    }

    synchronized void running(Mode started) {
        mode = started;
    }

    synchronized void serving() {
        if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
        }
    }

    /** Begins the last phase; returns what has to be drained. */
    synchronized @Nullable Mode draining() {
        phase = Phase.DRAINING;
        return mode;
    }
}

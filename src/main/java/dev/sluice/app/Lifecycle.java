package dev.sluice.app;

import jakarta.enterprise.context.ApplicationScoped;

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
    private String awaits = "the first snapshot of all resources";

    public synchronized Phase phase() {
        return phase;
    }

    /** What a start that is not yet over waits for, in words for a person. */
    public synchronized String awaits() {
        return awaits;
    }

    synchronized void awaiting(String what) {
        awaits = what;
    }

    synchronized void serving() {
        if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
        }
    }

    synchronized void draining() {
        phase = Phase.DRAINING;
    }
}

package dev.sluice.control;

import dev.sluice.compile.Compilation;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.ServingReport;

/** Told what the control loop does, for metrics and logs. Called on the loop's thread
 * where nothing else is said; must not block. */
public interface LoopObserver {
    /** Does nothing. */
    LoopObserver NONE = new LoopObserver() {};

    /** An object changed and a compilation will answer it. On the thread that brought the change. */
    default void triggered(ResourceKey cause) {}

    /**
     * A table is served.
     *
     * @param changes how many triggers it answers
     * @param compileNanos time for the snapshot and its compilation
     * @param propagationNanos time from the first of those triggers until the data plane had reported
     */
    default void published(
            Compilation compilation, ServingReport report, int changes, long compileNanos, long propagationNanos) {}

    /** A compilation or its publication failed; the last good table goes on serving. */
    default void failed(Throwable failure) {}
}

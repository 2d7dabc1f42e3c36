package dev.sluice.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One way to run: where resources come from and where statuses go. */
interface Mode {
    /** What is the same in every mode. */
    Core core();

    /** Begins to follow resources and to serve; returns at once. */
    void start() throws Exception;

    /** What the first complete snapshot still waits for, in words for people; empty if for nothing. */
    List<String> awaited();

    /** What the management page {@code /debug/status} shows, as nested maps and lists. */
    Map<String, Object> status();

    /** How long new connections are still taken after readiness has turned false. */
    Duration drainDelay();

    /** Writes nothing more and follows nothing more; the data plane goes on. */
    void stopControl();
}

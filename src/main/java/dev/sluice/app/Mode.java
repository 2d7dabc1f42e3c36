package dev.sluice.app;

import dev.sluice.proxy.DataPlane;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.RouteTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One way to run: where tables come from and where statuses go. */
interface Mode {
    DataPlane dataPlane();

    /** What is served. */
    RouteTable table();

    EndpointDirectory endpoints();

    /** What the table was compiled from; null before the first, and where nothing is compiled. */
    LatestState.@Nullable Served served();

    /** False if a restart would help. */
    boolean isAlive();

    /** Begins to follow and to serve; returns at once. */
    void start() throws Exception;

    /** What the first table still waits for, in words for people; empty if for nothing. */
    List<String> awaited();

    /** What the management page {@code /debug/status} shows, as nested maps and lists. */
    Map<String, Object> status();

    /** How long new connections are still taken after readiness has turned false. */
    Duration drainDelay();

    /** Writes nothing more and follows nothing more; the data plane goes on. */
    void stopControl();
}

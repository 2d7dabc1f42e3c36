package dev.sluice.routing;

/** Where a data plane gets its tables from: the control loop of the same process, or a stream from a controller. */
public interface TableSource {
    /** Delivers the newest table to the follower, now if there is one and whenever a new one is published. */
    void follow(TableFollower follower);
}

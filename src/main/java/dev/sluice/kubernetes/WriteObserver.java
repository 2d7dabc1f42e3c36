package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;

/** Told of what is written to the cluster, for metrics and logs. Any thread; must not block. */
public interface WriteObserver {
    /** Does nothing. */
    WriteObserver NONE = new WriteObserver() {};

    /**
     * An object was written.
     *
     * @param what {@code status}, {@code finalizer}, {@code service}, {@code endpoints} or
     *     {@code event}
     * @param sinceDecidedNanos time since the state was handed over that made the write necessary
     */
    default void written(String what, ResourceKey object, long sinceDecidedNanos) {}

    /** Somebody else was faster; it is merged and written again. */
    default void conflict(String what, ResourceKey object) {}

    /** A write failed and will be repeated. */
    default void failed(String what, ResourceKey object, Exception failure) {}

    /** This replica got or lost the right to write. */
    default void leading(boolean leading) {}
}

package dev.sluice.proxy;

/**
 * How busy upstream pools are.
 *
 * @param idle connections that carry nothing
 * @param pending requests that have a connection
 * @param waiting requests that wait for one
 */
public record PoolState(int idle, int pending, int waiting) {
    static final PoolState NONE = new PoolState(0, 0, 0);

    PoolState minus(PoolState other) {
        return new PoolState(idle - other.idle, pending - other.pending, waiting - other.waiting);
    }
}

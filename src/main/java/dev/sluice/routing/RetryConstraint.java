package dev.sluice.routing;

/**
 * How much of the traffic to a backend may be retries (Gateway API, {@code RetryConstraint}); more are answered by 503.
 *
 * @param percent of the requests of the interval, 0 to 100
 * @param interval in milliseconds
 * @param least how many retries of the shorter interval are allowed in any case
 * @param leastInterval in milliseconds
 */
public record RetryConstraint(int percent, long interval, int least, long leastInterval) {}

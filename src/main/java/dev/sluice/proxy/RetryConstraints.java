package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.RetryConstraint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The retries that policies for backends leave (Gateway API, {@code RetryConstraint}). One per event loop. */
final class RetryConstraints {
    private static final class Traffic {
        private final SlidingCount requests;
        private final SlidingCount retries;
        private final SlidingCount recent;

        Traffic(RetryConstraint constraint) {
            long interval = TimeUnit.MILLISECONDS.toNanos(constraint.interval());
            requests = new SlidingCount(interval);
            retries = new SlidingCount(interval);
            recent = new SlidingCount(TimeUnit.MILLISECONDS.toNanos(constraint.leastInterval()));
        }

        boolean isOver(long now) {
            return requests.count(now) == 0 && retries.count(now) == 0 && recent.count(now) == 0;
        }
    }

    private final Map<Backend.Service, Traffic> traffic = new HashMap<>();

    /** Notes a request to a backend, its first try. */
    void requested(Backend.Service backend, RetryConstraint constraint, long now) {
        of(backend, constraint).requests.add(now);
    }

    /** Whether one more try of a request may be made, which then counts. */
    boolean take(Backend.Service backend, RetryConstraint constraint, long now) {
        Traffic passed = of(backend, constraint);
        long retries = passed.retries.count(now) + 1L;
        long all = passed.requests.count(now) + retries;
        if (retries * 100 > all * constraint.percent() && passed.recent.count(now) >= constraint.least()) {
            return false;
        }
        passed.retries.add(now);
        passed.recent.add(now);
        return true;
    }

    private Traffic of(Backend.Service backend, RetryConstraint constraint) {
        return traffic.computeIfAbsent(backend, _ -> new Traffic(constraint));
    }

    /** Forgets backends without traffic. */
    void sweep(long now) {
        if (!traffic.isEmpty()) {
            traffic.values().removeIf(passed -> passed.isOver(now));
        }
    }
}

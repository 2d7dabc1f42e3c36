package dev.sluice.app;

import dev.sluice.proxy.RequestSummary;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is counted of one route that carries requests, in one array: a registry's meters are dozens of objects, which cost
 * memory for each route, and each request time to fetch them.
 */
final class RequestSeries {
    static final String[] CODE_CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    /** The upper bounds of the buckets of times, in milliseconds; the last bucket has none. */
    private static final long[] BOUNDS_MILLIS = {1, 5, 25, 100, 500, 2_000, 10_000};

    static final int BUCKETS = BOUNDS_MILLIS.length + 1;
    /** How many spans of time the greatest value is of. */
    private static final int SPANS = 3;

    private static final int TIMES = CODE_CLASSES.length;
    private static final int NANOS = TIMES + BUCKETS;
    private static final int GREATEST = NANOS + 1;

    private final AtomicLongArray values = new AtomicLongArray(GREATEST + SPANS);

    void count(RequestSummary request) {
        int codeClass = request.status() / 100;
        values.getAndIncrement(codeClass < CODE_CLASSES.length ? codeClass : 0);
        long nanos = request.upstreamNanos();
        if (nanos > 0) {
            values.getAndIncrement(TIMES + bucket(nanos));
            values.getAndAdd(NANOS, nanos);
            if (nanos > values.getPlain(GREATEST)) {
                values.accumulateAndGet(GREATEST, nanos, Math::max);
            }
        }
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && nanos > TimeUnit.MILLISECONDS.toNanos(BOUNDS_MILLIS[bucket])) {
            bucket++;
        }
        return bucket;
    }

    /** The upper bound of a bucket in seconds. */
    static double bound(int bucket) {
        return bucket < BOUNDS_MILLIS.length ? BOUNDS_MILLIS[bucket] / 1e3 : Double.POSITIVE_INFINITY;
    }

    /** Answers of a class of {@link #CODE_CLASSES}. */
    long requests(int codeClass) {
        return values.get(codeClass);
    }

    /** Times in a bucket, without those in the ones below. */
    long times(int bucket) {
        return values.get(TIMES + bucket);
    }

    /** The sum of all times in seconds. */
    double seconds() {
        return values.get(NANOS) / 1e9;
    }

    /** The longest time of this span and those before it that count, in seconds. */
    double longest() {
        long longest = 0;
        for (int span = 0; span < SPANS; span++) {
            longest = Math.max(longest, values.get(GREATEST + span));
        }
        return longest / 1e9;
    }

    /** Begins a new span of time for {@link #longest}; the oldest no longer counts. */
    void nextSpan() {
        for (int span = SPANS - 1; span > 0; span--) {
            values.set(GREATEST + span, values.get(GREATEST + span - 1));
        }
        values.set(GREATEST, 0);
    }
}

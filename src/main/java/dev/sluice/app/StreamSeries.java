package dev.sluice.app;

import java.util.concurrent.atomic.AtomicLongArray;

/** What is counted of one route that carries connections or flows of datagrams. */
final class StreamSeries {
    private static final int ENDED = 0;
    private static final int FAILED = 1;
    private static final int RECEIVED = 2;
    private static final int SENT = 3;

    private final AtomicLongArray values = new AtomicLongArray(4);

    void finished(boolean failure) {
        values.getAndIncrement(failure ? FAILED : ENDED);
    }

    /** Bytes from the client, and bytes to it. */
    void carried(long fromClient, long toClient) {
        values.getAndAdd(RECEIVED, fromClient);
        values.getAndAdd(SENT, toClient);
    }

    /** Those that are over without a failure. */
    long ended() {
        return values.get(ENDED);
    }

    long failed() {
        return values.get(FAILED);
    }

    /** Bytes from clients. */
    long received() {
        return values.get(RECEIVED);
    }

    /** Bytes to clients. */
    long sent() {
        return values.get(SENT);
    }
}

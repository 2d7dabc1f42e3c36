package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * One try to have a request answered by an endpoint: gets a connection, opens a stream on it and gives the connection
 * back. Once it has failed or was stopped its owner hears nothing more of it.
 */
final class UpstreamTry implements UpstreamPool.Acquirer {
    /** Whoever wants the answer. */
    interface Owner {
        /** Writes the head of the request. */
        void writeHead(UpstreamTry attempt, HttpClientStream stream);

        /** Begins to write the body; not called if writing the head has failed. */
        void writeBody(UpstreamTry attempt, HttpClientStream stream);

        /** The head of a response has come, or of a 101. */
        void responded(UpstreamTry attempt, HttpClientStream stream, HttpResponseHead head);

        /** There is no connection to be had. */
        void unavailable(UpstreamTry attempt, ProxyError error);

        /**
         * The connection or stream broke.
         *
         * @param unsent whether it did before a byte of the request was sent
         */
        void lost(UpstreamTry attempt, Throwable cause, boolean unsent);

        /** Something threw that should not; Vert.x would only log it. */
        void bug(RuntimeException thrown);
    }

    private static final int CANCEL = 0x8;
    /** What a response that nobody wants may have left for its connection to be worth keeping. */
    private static final int WORTH_READING = 65_536;

    private static final long READING_MILLIS = 5_000;

    private final Worker worker;
    private final Owner owner;
    private final Endpoint endpoint;
    private final UpstreamPool pool;
    private UpstreamConnection.@Nullable Lease lease;
    private @Nullable HttpClientStream stream;
    private boolean unsent = true;
    private boolean over;

    UpstreamTry(Worker worker, Owner owner, Endpoint endpoint, UpstreamPool pool) {
        this.worker = worker;
        this.owner = owner;
        this.endpoint = endpoint;
        this.pool = pool;
    }

    /** @param fresh whether the connection must be one that has carried nothing yet */
    void begin(boolean fresh, long now) {
        pool.acquire(this, fresh, now);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Whether no byte of the request was sent. */
    boolean isUnsent() {
        return unsent;
    }

    /** The connection in use; there is one from the writing of the head on. */
    UpstreamConnection connection() {
        if (lease == null) {
            throw new IllegalStateException("no connection yet");
        }
        return lease.connection();
    }

    @Override
    public void unavailable(ProxyError error) {
        if (!over) {
            over = true;
            try {
                owner.unavailable(this, error);
            } catch (RuntimeException bug) {
                owner.bug(bug);
            }
        }
    }

    @Override
    public void acquired(UpstreamConnection acquired) {
        if (over) {
            acquired.release(System.nanoTime());
            return;
        }
        UpstreamConnection.Lease taken = acquired.lease();
        lease = taken;
        acquired.http().createStream(worker.context(), created -> {
            if (created.failed()) {
                lost(taken, created.cause());
            } else if (over) {
                taken.release();
                created.result().reset(new StreamResetException(CANCEL));
            } else {
                try {
                    opened(taken, created.result());
                } catch (RuntimeException bug) {
                    owner.bug(bug);
                }
            }
        });
    }

    private void opened(UpstreamConnection.Lease taken, HttpClientStream opened) {
        stream = opened;
        opened.closeHandler(_ -> taken.release());
        opened.exceptionHandler(cause -> lost(taken, cause));
        opened.headHandler(head -> {
            if (!over) {
                try {
                    taken.connection().heed(head.headers);
                    if (HopByHop.closes(head.headers)) {
                        taken.connection().detach();
                    }
                    owner.responded(this, opened, head);
                } catch (RuntimeException bug) {
                    owner.bug(bug);
                }
            }
        });
        owner.writeHead(this, opened);
        unsent = false;
        if (!over) {
            owner.writeBody(this, opened);
        }
    }

    private void lost(UpstreamConnection.Lease taken, Throwable cause) {
        taken.connection().broken();
        taken.release();
        if (!over) {
            over = true;
            try {
                owner.lost(this, cause, unsent);
            } catch (RuntimeException bug) {
                owner.bug(bug);
            }
        }
    }

    /** Stops it; what was sent is cancelled. */
    void abort() {
        if (over) {
            return;
        }
        over = true;
        if (stream != null) {
            stream.reset(new StreamResetException(CANCEL));
        } else {
            pool.giveUp(this);
        }
    }

    /** The owner goes on with the stream itself. */
    void handOver() {
        over = true;
    }

    /** Lets a response go by that nobody wants, so that the connection can carry the next request if it is short. */
    void discardResponse() {
        HttpClientStream unwanted = stream;
        UpstreamConnection.Lease taken = lease;
        if (over || unwanted == null || taken == null) {
            return;
        }
        over = true;
        ScheduledFuture<?> limit = worker.schedule(
                () -> unwanted.reset(new StreamResetException(CANCEL)), READING_MILLIS, worker.observer()::bug);
        unwanted.closeHandler(_ -> {
            limit.cancel(false);
            taken.release();
        });
        int[] left = {WORTH_READING};
        unwanted.chunkHandler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                unwanted.reset(new StreamResetException(CANCEL));
            }
        });
        unwanted.endHandler(_ -> {});
    }
}

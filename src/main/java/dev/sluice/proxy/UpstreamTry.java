package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One try to have a request answered by an endpoint: gets a connection, opens a stream on it and gives the connection
 * back. Once it has failed or was stopped its owner hears nothing more of it.
 */
final class UpstreamTry implements UpstreamPool.Acquirer, UpstreamTransport.Opening, UpstreamStream.Reader {
    /** Whoever wants the answer. What {@link UpstreamStream.Reader} is told it is told too, while it wants it. */
    interface Owner {
        /** Writes the head of the request. */
        void writeHead(UpstreamTry attempt, UpstreamStream stream);

        /** Begins to write the body; not called if writing the head has failed. */
        void writeBody(UpstreamTry attempt, UpstreamStream stream);

        default void continues() {}

        default void hints(Headers headers) {}

        void responded(UpstreamTry attempt, UpstreamResponse head);

        void piece(ByteBuf bytes);

        default void rest() {}

        void end(UpstreamTry attempt, @Nullable Headers trailers);

        default void written(int bytes) {}

        default void drained() {}

        /** There is no connection to be had. */
        void unavailable(UpstreamTry attempt, ProxyError error);

        /**
         * The connection or stream broke.
         *
         * @param unsent whether it did before a byte of the request was sent
         */
        void lost(UpstreamTry attempt, Throwable cause, boolean unsent);

        /** Something threw that should not. */
        void bug(RuntimeException thrown);
    }

    /** What a response that nobody wants may have left for its connection to be worth keeping. */
    private static final int WORTH_READING = 65_536;

    private static final long READING_MILLIS = 5_000;

    private final Worker worker;
    private final Owner owner;
    private final Endpoint endpoint;
    private final UpstreamPool pool;
    private final @Nullable TrySpan span;
    private @Nullable UpstreamConnection connection;
    private @Nullable UpstreamStream stream;
    private @Nullable ScheduledFuture<?> discardLimit;
    private boolean unsent = true;
    private boolean over;
    private boolean discarding;
    private boolean released;
    private int discarded;

    /** One that is not traced. */
    UpstreamTry(Worker worker, Owner owner, Endpoint endpoint, UpstreamPool pool) {
        this(worker, owner, endpoint, pool, null);
    }

    /** @param span told what becomes of it; null for none */
    UpstreamTry(Worker worker, Owner owner, Endpoint endpoint, UpstreamPool pool, @Nullable TrySpan span) {
        this.worker = worker;
        this.owner = owner;
        this.endpoint = endpoint;
        this.pool = pool;
        this.span = span;
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
        if (connection == null) {
            throw new IllegalStateException("no connection yet");
        }
        return connection;
    }

    @Override
    public void unavailable(ProxyError error) {
        if (!over) {
            over = true;
            if (span != null) {
                span.failed(error);
            }
            try {
                owner.unavailable(this, error);
            } catch (RuntimeException bug) {
                owner.bug(bug);
            }
        }
    }

    @Override
    public void acquired(UpstreamConnection acquired) {
        connection = acquired;
        if (over) {
            release();
        } else {
            acquired.transport().open(this, this);
        }
    }

    @Override
    public void failed(Throwable cause) {
        lost(cause);
    }

    @Override
    public void opened(UpstreamStream opened) {
        stream = opened;
        if (over) {
            opened.cancel();
            return;
        }
        try {
            owner.writeHead(this, opened);
            unsent = false;
            if (!over) {
                owner.writeBody(this, opened);
            }
        } catch (RuntimeException bug) {
            owner.bug(bug);
        }
    }

    @Override
    public void continues() {
        if (!over) {
            guarded(owner::continues);
        }
    }

    @Override
    public void hints(Headers headers) {
        if (!over) {
            guarded(() -> owner.hints(headers));
        }
    }

    @Override
    public void head(UpstreamResponse response) {
        if (over) {
            return;
        }
        try {
            connection().heed(response);
            if (span != null) {
                span.responded(response);
            }
            owner.responded(this, response);
        } catch (RuntimeException bug) {
            owner.bug(bug);
        }
    }

    @Override
    public void piece(ByteBuf bytes) {
        if (over) {
            discard(bytes);
            return;
        }
        try {
            owner.piece(bytes);
        } catch (RuntimeException bug) {
            owner.bug(bug);
        }
    }

    @Override
    public void rest() {
        if (!over) {
            guarded(owner::rest);
        }
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (over) {
            return;
        }
        if (span != null) {
            span.end(trailers);
        }
        try {
            owner.end(this, trailers);
        } catch (RuntimeException bug) {
            owner.bug(bug);
        }
    }

    @Override
    public void written(int bytes) {
        if (!over) {
            guarded(() -> owner.written(bytes));
        }
    }

    @Override
    public void drained() {
        if (!over) {
            guarded(owner::drained);
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException bug) {
            owner.bug(bug);
        }
    }

    @Override
    public void lost(Throwable cause) {
        connection().broken();
        release();
        if (!over) {
            over = true;
            if (span != null) {
                span.failed(UpstreamFailures.of(cause));
            }
            guarded(() -> owner.lost(this, cause, unsent));
        }
    }

    @Override
    public void closed() {
        release();
    }

    private void release() {
        if (discardLimit != null) {
            discardLimit.cancel(false);
        }
        if (!released) {
            released = true;
            connection().release(System.nanoTime());
        }
    }

    /** Stops it; what was sent is cancelled. */
    void abort() {
        if (over) {
            return;
        }
        over = true;
        if (span != null) {
            span.cancelled();
        }
        if (stream != null) {
            stream.cancel();
        } else {
            pool.giveUp(this);
        }
    }

    /** The connection is one of another protocol now, whose bytes go to a handler; the owner hears no more of it. */
    void upgraded(ChannelHandler bytes) {
        over = true;
        if (stream != null) {
            stream.upgraded(bytes);
        }
    }

    /** The owner hears no more of it. */
    void handOver() {
        over = true;
    }

    /** Lets a response go by that nobody wants, so that the connection can carry the next request if it is short. */
    void discardResponse() {
        UpstreamStream unwanted = stream;
        if (over || unwanted == null) {
            return;
        }
        over = true;
        if (span != null) {
            span.end();
        }
        discarding = true;
        discardLimit = worker.schedule(unwanted::cancel, READING_MILLIS, worker.observer()::bug);
    }

    private void discard(ByteBuf bytes) {
        discarded += bytes.readableBytes();
        bytes.release();
        if (discarding && discarded > WORTH_READING && stream != null) {
            stream.cancel();
        }
    }
}

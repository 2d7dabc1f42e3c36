package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/** One connection to an endpoint, of one event loop. */
final class UpstreamConnection {
    private final UpstreamPool pool;
    private final HttpClientConnection http;
    private final @Nullable ResponseBodies bodies;
    private final boolean multiplexed;
    private final int maxStreams;
    private int streams;
    private boolean used;
    private boolean gone;
    private long idleSince;
    private long idleLimit;

    UpstreamConnection(
            UpstreamPool pool, HttpClientConnection http, boolean multiplexed, int maxStreams, long idleLimit) {
        this.pool = pool;
        this.http = http;
        this.bodies = http.channel().pipeline().get(ResponseBodies.class);
        this.multiplexed = multiplexed;
        this.maxStreams = multiplexed ? maxStreams : 1;
        this.idleLimit = idleLimit;
        // Broken connections are seen by their requests; what concerns none is no news.
        http.exceptionHandler(_ -> {});
        http.evictionHandler(_ -> left());
        http.concurrencyChangeHandler(_ -> pool.serveWaiting());
    }

    HttpClientConnection http() {
        return http;
    }

    Channel channel() {
        return http.channel();
    }

    /** Hands the body of the response that begins just now to a taker, if it can. */
    void passBody(ResponseBodies.Taker taker) {
        if (bodies != null) {
            bodies.passTo(taker);
        }
    }

    /** Whether it has carried a response before: then it may have been closed by the other side unnoticed. */
    boolean used() {
        return used;
    }

    boolean hasRoom() {
        return !gone && streams < (multiplexed ? Math.min(maxStreams, http.concurrency()) : 1);
    }

    void occupy() {
        streams++;
    }

    /** The right of one request to use the connection, given back once however often that is asked for. */
    final class Lease {
        private boolean released;

        UpstreamConnection connection() {
            return UpstreamConnection.this;
        }

        void release() {
            if (!released) {
                released = true;
                UpstreamConnection.this.release(System.nanoTime());
            }
        }
    }

    Lease lease() {
        return new Lease();
    }

    /** A request on it failed: one that carries a single request at a time is of no more use. */
    void broken() {
        if (!multiplexed) {
            detach();
        }
    }

    /** A request is over. */
    void release(long now) {
        streams--;
        idleSince = now;
        pool.released(this);
        if (gone && streams == 0) {
            http.close();
        }
    }

    /** Takes the connection out of the pool for good, because it now carries something else. */
    void detach() {
        if (!gone) {
            gone = true;
            pool.left(this);
        }
    }

    private void left() {
        detach();
    }

    boolean expired(long now) {
        return streams == 0 && now - idleSince > idleLimit;
    }

    /** How long it has carried nothing, in nanoseconds; 0 if it carries something. */
    long idleFor(long now) {
        return streams == 0 ? now - idleSince : 0;
    }

    void idleFrom(long now) {
        idleSince = now;
    }

    /** A response has begun. Minds how long the backend says it keeps connections: leaves a second for the way. */
    void heed(MultiMap responseHeaders) {
        used = true;
        String keepAlive = multiplexed ? null : responseHeaders.get("keep-alive");
        long seconds = timeout(keepAlive);
        if (seconds >= 0) {
            idleLimit = Math.min(idleLimit, Math.max(0, seconds - 1) * 1_000_000_000L);
        }
    }

    private static long timeout(@Nullable String keepAlive) {
        int at = keepAlive == null ? -1 : keepAlive.indexOf("timeout=");
        long seconds = -1;
        for (int i = at + 8; keepAlive != null && at >= 0 && i < keepAlive.length() && i < at + 14; i++) {
            int digit = Character.digit(keepAlive.charAt(i), 10);
            if (digit < 0) {
                break;
            }
            seconds = Math.max(seconds, 0) * 10 + digit;
        }
        return seconds;
    }

    void close() {
        http.close();
    }
}

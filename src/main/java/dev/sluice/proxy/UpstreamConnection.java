package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One connection to an endpoint, of one event loop. */
final class UpstreamConnection implements UpstreamTransport.Listener {
    private final UpstreamPool pool;
    private final UpstreamTransport transport;
    private final boolean multiplexed;
    private final int maxStreams;
    private int streams;
    private boolean used;
    private boolean gone;
    private long idleSince;
    private long idleLimit;

    UpstreamConnection(
            UpstreamPool pool, UpstreamTransport transport, boolean multiplexed, int maxStreams, long idleLimit) {
        this.pool = pool;
        this.transport = transport;
        this.multiplexed = multiplexed;
        this.maxStreams = multiplexed ? maxStreams : 1;
        this.idleLimit = idleLimit;
        transport.listen(this);
    }

    @Override
    public void gone() {
        detach();
    }

    @Override
    public void roomChanged() {
        pool.serveWaiting();
    }

    UpstreamTransport transport() {
        return transport;
    }

    Channel channel() {
        return transport.channel();
    }

    /** Whether it has carried a response before: then it may have been closed by the other side unnoticed. */
    boolean used() {
        return used;
    }

    boolean hasRoom() {
        return !gone && streams < (multiplexed ? Math.min(maxStreams, transport.concurrency()) : 1);
    }

    void occupy() {
        streams++;
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
            transport.close();
        }
    }

    /** Takes the connection out of the pool for good, because it now carries something else. */
    void detach() {
        if (!gone) {
            gone = true;
            pool.left(this);
        }
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

    /**
     * A response has begun. Minds whether and how long the backend says it keeps the connection: leaves a second for the
     * way.
     */
    void heed(UpstreamResponse response) {
        used = true;
        if (!isKept(response)) {
            detach();
        }
        String keepAlive = multiplexed ? null : response.headers().get("keep-alive");
        long seconds = timeout(keepAlive);
        if (seconds >= 0) {
            idleLimit = Math.min(idleLimit, Math.max(0, seconds - 1) * 1_000_000_000L);
        }
    }

    private static boolean isKept(UpstreamResponse response) {
        return !HopByHop.closes(response.headers())
                && (response.version() != HttpVersion.HTTP_1_0
                        || "keep-alive".equalsIgnoreCase(response.headers().get("connection")));
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
        transport.close();
    }
}

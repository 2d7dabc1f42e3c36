package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A client's request in whatever version of HTTP, and the response to it. Its body waits until somebody wants it, and
 * holds the client back as long as nobody does.
 */
interface DownstreamRequest {
    /** Who gets the body. */
    interface Reader {
        /** A piece has come; has to be released. */
        void piece(ByteBuf bytes);

        void end();
    }

    HttpMethod method();

    /** What stands in the request line, or in {@code :path}. */
    String target();

    HttpVersion version();

    /** The Host, or {@code :authority}; null if there is none. */
    @Nullable
    String authority();

    /** Without pseudo-headers. */
    Headers headers();

    boolean hasBody();

    /** Sets who gets the body from now on, unless it is paused. */
    void readBy(Reader reader);

    void pause();

    void resume();

    /** Throws away what comes, so that the connection can carry the next request. */
    void discard();

    DownstreamResponse response();

    /**
     * Answers with a 101 and gives the connection to a handler of its bytes.
     *
     * @throws UnsupportedOperationException in HTTP/2
     */
    void upgrade(ChannelHandler bytes);
}

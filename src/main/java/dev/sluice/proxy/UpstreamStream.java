package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** One request on its way to a backend and the response to it, in whatever version of HTTP. */
interface UpstreamStream {
    /** Who gets the response. */
    interface Reader {
        /** A 100 has come. */
        void continues();

        /** A 103 has come. */
        void hints(Headers headers);

        /** The head of a response has come, or of a 101. */
        void head(UpstreamResponse response);

        /** A piece of the body has come; has to be released. */
        void piece(ByteBuf bytes);

        /** Nothing more has come for now. */
        void rest();

        /**
         * The response is whole.
         *
         * @param trailers null for none
         */
        void end(@Nullable Headers trailers);

        /** A piece of the request's body, so many bytes, has been written. */
        void written(int bytes);

        /** There is room again for more of the request. */
        void drained();

        /** The connection or the stream broke. */
        void lost(Throwable cause);

        /** Request and response are over; the connection can carry something else. */
        void closed();
    }

    /**
     * Sends the head of the request.
     *
     * @param chunked whether a body of unknown length follows
     * @param end whether nothing follows
     * @param upgrade whether it asks for another protocol on this connection
     */
    void writeHead(UpstreamRequest request, boolean chunked, boolean end, boolean upgrade);

    /** Sends a piece of the body, which it releases. */
    void write(ByteBuf piece);

    /** Sends the end of the body. */
    void end();

    /** Whether more than enough of the request is waiting to be sent. */
    boolean isFull();

    /** Lets no more of the response come for now. */
    void pause();

    void resume();

    /** The connection has become one of another protocol, whose bytes go to a handler from now on. */
    void upgraded(ChannelHandler bytes);

    /** Ends it at once. Unless both sides are through with it, its reader is told so. */
    void cancel();
}

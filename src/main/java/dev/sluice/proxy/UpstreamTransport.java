package dev.sluice.proxy;

import io.netty.channel.Channel;

/** A connection to a backend that is established and speaks a version of HTTP. */
interface UpstreamTransport {
    /** Told what becomes of the connection. */
    interface Listener {
        /** It takes no more requests. May be told more than once. */
        void gone();

        /** It may take more requests at once than before, or fewer. */
        void roomChanged();
    }

    /** Told how the opening of a stream ended. */
    interface Opening {
        void opened(UpstreamStream stream);

        void failed(Throwable cause);
    }

    void listen(Listener listener);

    Channel channel();

    /** How many requests it takes at once. */
    long concurrency();

    /**
     * Opens a stream, now or later.
     *
     * @param reader gets the response
     */
    void open(UpstreamStream.Reader reader, Opening opening);

    void close();
}

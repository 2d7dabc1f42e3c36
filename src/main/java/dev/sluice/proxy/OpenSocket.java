package dev.sluice.proxy;

import io.netty.util.concurrent.Future;

/** A socket of the table that is open or being opened. */
sealed interface OpenSocket permits ListeningSocket, DatagramPort {
    /** Done when the socket is bound or has failed. */
    Future<?> binding();

    /**
     * Takes no more from clients it does not know; what there is lives on, as far as it can without the socket.
     *
     * @param drained run when that is so, on whatever thread
     */
    void drain(Runnable drained);

    /**
     * Closes the socket.
     *
     * @param closed run when that is done, on whatever thread
     */
    void close(Runnable closed);
}

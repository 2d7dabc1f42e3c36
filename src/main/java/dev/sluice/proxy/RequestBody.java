package dev.sluice.proxy;

import java.util.List;

/** The body of a request, for the backend, mirrors, and whoever is shown it. */
sealed interface RequestBody permits StreamedBody, NoBody {
    boolean exists();

    /** Whether the length is unknown. */
    boolean isChunked();

    /** Whether the client has sent all of it. */
    boolean isComplete();

    /** Who gets a copy of what comes from now on. */
    void copyTo(List<MirroredRequest> copies);

    /**
     * Reads all of it before it is sent anywhere.
     *
     * @param done once it is whole, or longer than the keeper keeps
     */
    void collect(KeptBody keeper, Runnable done);

    /** Keeps what comes from now on, so that it can be sent again. */
    void keep(KeptBody keeper);

    /** How much of it has come, in bytes. */
    long length();

    /** Whether {@link #pumpTo} can begin once more. */
    boolean canRepeat();

    /** It will not be repeated. */
    void forget();

    /** Keeps the body until there is somewhere to send it. */
    void hold();

    /** Whether it is for the client to go on. */
    boolean awaitsClient();

    /** Sends what was kept and then what comes. */
    void pumpTo(UpstreamStream stream);

    /** The backend takes more again. */
    void drained();

    /**
     * Whether the client is slower than it may be, on average.
     *
     * @param grace how long it may take before it is asked, in nanoseconds
     */
    boolean isTooSlow(long now, long grace);

    /**
     * Sends nothing more and reads the rest into the void.
     *
     * @return whether there was something left to send
     */
    boolean stop();
}

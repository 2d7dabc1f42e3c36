package dev.sluice.proxy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nobody uses, for TCP and UDP. They are below those that the system gives to clients, so that no connection
 * takes one between its choice and its use, and none is given twice until all were.
 */
public final class Ports {
    private static final int FIRST = 12_000;
    private static final int COUNT = 8_000;

    /** Processes that run side by side begin in different places. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

    private Ports() {}

    public static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket everywhere = new ServerSocket(port);
                DatagramSocket datagrams = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
            return everywhere.isBound() && datagrams.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}

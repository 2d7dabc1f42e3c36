package dev.sluice.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that does with each connection what a script says, on a thread of its own. */
final class RawBackend implements AutoCloseable {
    /** What to do with a connection; it is closed when this returns. */
    interface Script {
        void run(RawClient connection, int number) throws Exception;
    }

    private final ServerSocket server;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();

    RawBackend(Script script) throws IOException {
        this(0, script);
    }

    RawBackend(int port, Script script) throws IOException {
        server = new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    accepted.add(socket);
                    Thread.ofVirtual().start(() -> run(script, socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private void run(Script script, Socket socket) {
        try (RawClient connection = new RawClient(socket)) {
            script.run(connection, count.incrementAndGet());
        } catch (Exception over) {
            // The other side has gone, or the test is over.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections there were. */
    int connections() {
        return accepted.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }
}

package dev.sluice.proxy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each datagram with its name and what it said. */
final class DatagramBackend implements AutoCloseable {
    final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
    final AtomicInteger received = new AtomicInteger();
    private final DatagramSocket socket;

    DatagramBackend(String name, boolean answers) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setReceiveBufferSize(4 << 20);
        Thread.ofPlatform().daemon().start(() -> {
            byte[] prefix = name.getBytes();
            byte[] buffer = new byte[65_535];
            try {
                while (true) {
                    System.arraycopy(prefix, 0, buffer, 0, prefix.length);
                    DatagramPacket packet = new DatagramPacket(buffer, prefix.length, buffer.length - prefix.length);
                    socket.receive(packet);
                    received.incrementAndGet();
                    clients.add(packet.getSocketAddress());
                    if (answers) {
                        socket.send(new DatagramPacket(
                                buffer, 0, prefix.length + packet.getLength(), packet.getSocketAddress()));
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }
}

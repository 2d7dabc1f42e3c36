package dev.sluice.proxy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One client address and port. Takes replies from the address that it sent to and from no other. */
final class DatagramClient implements AutoCloseable {
    private final DatagramSocket socket;

    DatagramClient(String address, int port) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByName(address.indexOf(':') < 0 ? "127.0.0.1" : "::1"));
        socket.connect(new InetSocketAddress(address, port));
    }

    DatagramClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    void send(byte[] content) throws IOException {
        socket.send(new DatagramPacket(content, content.length));
    }

    /**
     * What is answered.
     *
     * @return null if nothing comes within that time
     */
    byte[] receive(int millis) throws IOException {
        socket.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            do {
                socket.receive(packet);
                // A reply to who had this port before may come before the socket is connected.
            } while (!packet.getSocketAddress().equals(socket.getRemoteSocketAddress()));
        } catch (SocketTimeoutException nothing) {
            return null;
        }
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Sends, again and again until an answer comes, because datagrams may be lost. */
    String ask(String question) throws IOException {
        for (int i = 0; i < 100; i++) {
            send(question.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = receive(200);
            if (answer != null) {
                return new String(answer, StandardCharsets.US_ASCII);
            }
        }
        throw new AssertionError("no answer to " + question);
    }

    @Override
    public void close() {
        socket.close();
    }
}

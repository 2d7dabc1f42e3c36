package dev.sluice.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A name server on loopback that knows what it is told; other names do not exist. */
final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int NAME_ERROR = 3;

    private final DatagramSocket socket;
    private final Map<String, List<String>> known = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int seconds;
    private volatile boolean silent;

    NameServer() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::answer);
    }

    /** {@code address:port}. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    NameServer knows(String name, String... addresses) {
        known.put(name + ".", List.of(addresses));
        return this;
    }

    void forget(String name) {
        known.remove(name + ".");
    }

    void timeToLive(int seconds) {
        this.seconds = seconds;
    }

    void silent(boolean silent) {
        this.silent = silent;
    }

    /** How often addresses of IPv4 were asked for a name. */
    int asked(String name) {
        return (int) asked.stream().filter((name + ".")::equals).count();
    }

    private void answer() {
        byte[] buffer = new byte[1_500];
        for (; ; ) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] reply = reply(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (!silent) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] reply(ByteBuffer question) throws IOException {
        short id = question.getShort(0);
        question.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(new String(label, StandardCharsets.US_ASCII)).append('.');
        }
        int type = question.getShort();
        question.getShort();
        if (type == A) {
            asked.add(name.toString());
        }
        List<String> addresses = known.get(name.toString());
        List<byte[]> answers = addresses == null
                ? List.of()
                : addresses.stream()
                        .map(NameServer::bytes)
                        .filter(bytes -> bytes.length == (type == A ? 4 : type == AAAA ? 16 : 0))
                        .toList();
        byte[] asked = new byte[question.position() - 12];
        question.get(12, asked);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(out);
        data.writeShort(id);
        data.writeShort(0x8180 | (addresses == null ? NAME_ERROR : 0));
        data.writeShort(1);
        data.writeShort(answers.size());
        data.writeInt(0);
        data.write(asked);
        for (byte[] answer : answers) {
            data.writeShort(0xc00c);
            data.writeShort(type);
            data.writeShort(1);
            data.writeInt(seconds);
            data.writeShort(answer.length);
            data.write(answer);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (IOException noAddress) {
            throw new AssertionError(noAddress);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

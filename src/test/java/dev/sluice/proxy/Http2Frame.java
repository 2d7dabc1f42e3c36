package dev.sluice.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A frame of HTTP/2 (RFC 9113, section 4.1), for clients and backends that say just what they want to. */
record Http2Frame(int type, int flags, int stream, byte[] payload) {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;

    static final int GET = 0x82;
    static final int POST = 0x83;
    static final int PATH = 0x84;
    static final int SCHEME = 0x86;
    static final int STATUS_200 = 0x88;
    static final int STATUS_400 = 0x8c;
    static final int STATUS_404 = 0x8d;

    static Http2Frame settings() {
        return new Http2Frame(SETTINGS, 0, 0, new byte[0]);
    }

    static Http2Frame headers(int stream, boolean end, byte[] block) {
        return new Http2Frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block);
    }

    static Http2Frame lastData(int stream, String text) {
        return new Http2Frame(DATA, END_STREAM, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A header block: fields of the static table, and literal ones without indexing (RFC 7541, section 6.2.2). */
    static byte[] block(int[] indexed, String... literals) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int field : indexed) {
            block.write(field);
        }
        for (int i = 0; i < literals.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] bytes = literals[i].getBytes(StandardCharsets.ISO_8859_1);
            block.write(bytes.length);
            block.writeBytes(bytes);
        }
        return block.toByteArray();
    }

    /** What a client sends first. */
    static void begin(RawClient client) throws IOException {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        settings().writeTo(client);
    }

    void writeTo(RawClient client) throws IOException {
        client.socket
                .getOutputStream()
                .write(ByteBuffer.allocate(9 + payload.length)
                        .put((byte) 0)
                        .putShort((short) payload.length)
                        .put((byte) type)
                        .put((byte) flags)
                        .putInt(stream)
                        .put(payload)
                        .array());
    }

    static Http2Frame read(RawClient client) throws IOException {
        byte[] bytes = client.read(9);
        if (bytes.length < 9) {
            throw new EOFException("closed");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        int length = (head.get() & 0xff) << 16 | head.getShort() & 0xffff;
        return new Http2Frame(head.get(), head.get(), head.getInt(), client.read(length));
    }

    /** The next frame of one of some types. */
    static Http2Frame read(RawClient client, Set<Integer> types) throws IOException {
        Http2Frame frame;
        do {
            frame = read(client);
        } while (!types.contains(frame.type));
        return frame;
    }

    boolean ends() {
        return (flags & END_STREAM) != 0;
    }

    /** The first byte of a response's header block: the indexed status. */
    int status() {
        return payload[(flags & PRIORITY) == 0 ? 0 : 5] & 0xff;
    }
}

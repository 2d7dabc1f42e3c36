package dev.sluice.feed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A message: its type in one byte, the length of the rest in four, and the rest, which is JSON in UTF-8 if there is
 * more to say than yes or no.
 *
 * @param content not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares or prints it.
record Frame(Type type, byte[] content) {
    static final Frame PING = new Frame(Type.PING, new byte[0]);

    /** A table beyond is not sent, and none is read. */
    static final int LONGEST = 64 * 1024 * 1024;

    /** What a proxy says is never longer. */
    static final int LONGEST_OF_PROXY = 1024 * 1024;

    /** What a message says. The number of each is in the stream and in files: new ones come last. */
    enum Type {
        /** Of a proxy, first: who it is, and which version of the serial form it reads. */
        HELLO,
        /** Of a proxy: what it serves. */
        SERVED,
        /** Of a controller: the live endpoints of some Service ports. */
        ENDPOINTS,
        /** Of a controller: a table with all that it needs but the endpoints. */
        TABLE,
        /** Of a controller: whether it is the one that writes statuses. */
        ROLE,
        /** That the other end is there. */
        PING
    }

    /** Whether its controller is the one that writes statuses. */
    static Frame role(boolean leading) {
        return new Frame(Type.ROLE, new byte[] {(byte) (leading ? 1 : 0)});
    }

    boolean isYes() {
        return content.length == 1 && content[0] == 1;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(type.ordinal());
        out.writeInt(content.length);
        out.write(content);
    }

    /**
     * Reads the next message.
     *
     * @throws IOException at the end, and if it is longer than allowed or of no known type
     */
    static Frame read(DataInputStream in, int longest) throws IOException {
        int type = in.readUnsignedByte();
        int length = in.readInt();
        if (type >= Type.values().length || length < 0 || length > longest) {
            throw new IOException("a message of type " + type + " and length " + length);
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new IOException("a message ended too early");
        }
        return new Frame(Type.values()[type], content);
    }

    boolean isSame(Frame other) {
        return type == other.type && Arrays.equals(content, other.content);
    }
}

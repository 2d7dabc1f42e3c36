package dev.sluice.proxy;

import java.nio.charset.StandardCharsets;

/**
 * Reads a message of Protocol Buffers, field by field; fields that the reader does not ask for are skipped. All methods
 * throw IllegalArgumentException if the bytes are no message.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int LARGEST_FIELD = (1 << 29) - 1;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int wireType;

    ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** The number of the next field, whose value is then read or {@linkplain #skip skipped}; 0 at the end. */
    int next() {
        if (at >= end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number == 0 || number > LARGEST_FIELD) {
            // 0 would be taken for the end, and what follows for absent.
            throw new IllegalArgumentException("no field has the number " + number);
        }
        return (int) number;
    }

    long number() {
        if (wireType != VARINT) {
            throw new IllegalArgumentException("not a number");
        }
        return varint();
    }

    String text() {
        int length = length();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    ProtoReader message() {
        int length = length();
        at += length;
        return new ProtoReader(bytes, at - length, at);
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case LENGTH -> advance(length());
            case FIXED32 -> advance(4);
            default -> throw new IllegalArgumentException("unknown wire type");
        }
    }

    private int length() {
        if (wireType != LENGTH) {
            throw new IllegalArgumentException("not of a length");
        }
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("too long");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > end - at) {
            throw new IllegalArgumentException("too short");
        }
        at += count;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new IllegalArgumentException("too short");
            }
            byte one = bytes[at++];
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("number too long");
    }
}

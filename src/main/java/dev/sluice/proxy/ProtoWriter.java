package dev.sluice.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the messages of Protocol Buffers, field by field (protobuf encoding specification). */
final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    ProtoWriter number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3 | VARINT);
            varint(value);
        }
        return this;
    }

    /** A number that is there even if it is 0, as in a {@code oneof}. */
    ProtoWriter present(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /** A text that is there even if it is empty. */
    ProtoWriter present(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoWriter fixed64(int field, long value) {
        varint((long) field << 3 | FIXED64);
        littleEndian(value, 8);
        return this;
    }

    ProtoWriter fixed32(int field, int value) {
        varint((long) field << 3 | FIXED32);
        littleEndian(value, 4);
        return this;
    }

    private void littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }

    ProtoWriter text(int field, String value) {
        return value.isEmpty() ? this : present(field, value);
    }

    ProtoWriter bytes(int field, byte[] value) {
        varint((long) field << 3 | LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    ProtoWriter message(int field, ProtoWriter value) {
        return bytes(field, value.toBytes());
    }

    /** One entry of a map from text to text. */
    ProtoWriter entry(int field, String key, String value) {
        return message(field, new ProtoWriter().text(1, key).text(2, value));
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}

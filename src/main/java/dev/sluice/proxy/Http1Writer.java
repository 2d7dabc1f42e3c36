package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages of HTTP/1.1 (RFC 9112) as bytes. Octets beyond ASCII in header values stay as they are (obs-text, RFC
 * 9110, section 5.5). One per event loop: what it works in is used again for every message.
 */
final class Http1Writer {
    /** As much of a body goes into the buffer of its head, which is cheaper than one more buffer to send. */
    static final int MOST_BESIDE_HEAD = 1_024;

    private static final byte[] VERSION = bytes("HTTP/1.1 ");
    private static final byte[] OK = bytes("HTTP/1.1 200 OK\r\n");
    private static final byte[] VERSION_1_0 = bytes("HTTP/1.0 ");
    private static final byte[] REQUEST_END = bytes(" HTTP/1.1\r\n");
    private static final byte[] HOST = bytes("host: ");
    private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
    private static final byte[] LAST_CHUNK = bytes("0\r\n");
    private static final String HEX = "0123456789abcdef";

    private byte[] bytes = new byte[1_024];
    private int length;

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The head of a request.
     *
     * @param chunked whether the body is sent in chunks
     * @throws IllegalArgumentException if the target could end the request line
     */
    ByteBuf request(ByteBufAllocator allocator, UpstreamRequest request, boolean chunked) {
        if (!HttpUtil.isEncodingSafeStartLineToken(request.target())) {
            throw new IllegalArgumentException("not a request target");
        }
        length = 0;
        put(request.method().name());
        put((byte) ' ');
        putTarget(request.target());
        put(REQUEST_END);
        String authority = request.authority();
        if (authority != null) {
            put(HOST);
            put(HeaderValues.checked(authority));
            putLineEnd();
        }
        return fields(allocator, request.headers(), chunked, 0);
    }

    /**
     * Begins the head of a response.
     *
     * @param reason null for the usual one
     */
    Http1Writer statusLine(HttpVersion version, int status, @Nullable String reason) {
        length = 0;
        if (status == 200 && version == HttpVersion.HTTP_1_1 && (reason == null || reason.equals("OK"))) {
            put(OK);
            return this;
        }
        put(version == HttpVersion.HTTP_1_0 ? VERSION_1_0 : VERSION);
        put(Integer.toString(status));
        put((byte) ' ');
        put(reason == null ? HttpResponseStatus.valueOf(status).reasonPhrase() : HeaderValues.checked(reason));
        putLineEnd();
        return this;
    }

    /**
     * The rest of a head.
     *
     * @param chunked whether the body is sent in chunks
     * @param room for how many bytes of the body there has to be room behind it
     */
    ByteBuf fields(ByteBufAllocator allocator, Headers headers, boolean chunked, int room) {
        put(headers);
        if (chunked) {
            put(CHUNKED);
        }
        putLineEnd();
        return written(allocator, room);
    }

    /** The line before a chunk of so many bytes; an empty line has to follow the chunk. */
    ByteBuf chunkSize(ByteBufAllocator allocator, int size) {
        length = 0;
        for (int shift = 28, begun = 0; shift >= 0; shift -= 4) {
            int digit = size >>> shift & 0xf;
            begun |= digit;
            if (begun != 0) {
                put((byte) HEX.charAt(digit));
            }
        }
        putLineEnd();
        return written(allocator, 0);
    }

    /** What follows a chunk. */
    static ByteBuf chunkEnd(ByteBufAllocator allocator) {
        return allocator.buffer(2).writeShort('\r' << 8 | '\n');
    }

    /** The end of a body that was sent in chunks. */
    ByteBuf chunksEnd(ByteBufAllocator allocator, @Nullable Headers trailers) {
        length = 0;
        put(LAST_CHUNK);
        if (trailers != null) {
            put(trailers);
        }
        putLineEnd();
        return written(allocator, 0);
    }

    private ByteBuf written(ByteBufAllocator allocator, int room) {
        return allocator.buffer(length + room).writeBytes(bytes, 0, length);
    }

    private void put(Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            CharSequence name = headers.nameAt(i);
            if (name instanceof AsciiString ascii) {
                ensure(ascii.length());
                System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, length, ascii.length());
                length += ascii.length();
            } else {
                put(name.toString());
            }
            put((byte) ':');
            put((byte) ' ');
            put(headers.valueAt(i));
            putLineEnd();
        }
    }

    /** @param octets characters below 0x100 only */
    @SuppressWarnings("deprecation") // The one method that copies such characters without an array in between.
    private void put(String octets) {
        ensure(octets.length());
        octets.getBytes(0, octets.length(), bytes, length);
        length += octets.length();
    }

    private void putTarget(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) > 0x7f) {
                put(target.getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
        put(target);
    }

    private void put(byte[] several) {
        ensure(several.length);
        System.arraycopy(several, 0, bytes, length, several.length);
        length += several.length;
    }

    private void put(byte one) {
        ensure(1);
        bytes[length++] = one;
    }

    private void putLineEnd() {
        put((byte) '\r');
        put((byte) '\n');
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}

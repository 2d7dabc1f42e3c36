package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header values that HTTP/2 can carry and HTTP/1 cannot (RFC 9113, section 8.2.1). */
class HeaderValuesTest {
    private static final int HEADERS = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int END_OF_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int STATUS_200 = 0x88;
    private static final int STATUS_400 = 0x8c;

    private final Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A literal header field without indexing and without Huffman coding (RFC 7541, section 6.2.2). */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            block.write(bytes.length);
            block.writeBytes(bytes);
        }
    }

    private static byte[] request(String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x84); // :path /
        block.write(0x86); // :scheme http
        literal(block, ":authority", "a");
        literal(block, "x-a", value);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(frame(4, 0, 0, new byte[0]));
        all.writeBytes(frame(HEADERS, END_STREAM_AND_HEADERS, 1, block.toByteArray()));
        return all.toByteArray();
    }

    /** The first byte of the header block of the first response: the indexed status. */
    private static int firstStatus(RawClient client) throws IOException {
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(client.read(9));
            int length = head.get() << 16 | head.getShort() & 0xffff;
            int type = head.get();
            int flags = head.get();
            byte[] payload = client.read(length);
            if (type == HEADERS) {
                return payload[(flags & PRIORITY) == 0 ? 0 : 5] & 0xff;
            }
        }
    }

    private int statusOf(String value) throws IOException {
        try (RawClient client = proxy.client()) {
            client.socket.getOutputStream().write(request(value));
            return firstStatus(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b\r\n transfer-encoding: chunked",
                "b\r\nx-b: c",
                "b\nc",
                "b\rc",
                "b\0c",
                "b\u0001c",
                " b",
                "b ",
                "\tb"
            })
    void refusesARequestWithSuchAValue(String value) throws Exception {
        try (EchoBackend echo = new EchoBackend(proxy.vertx, "one")) {
            proxy.endpoint("one", echo.port()).routes(prefix("/", backend("one")));
            assertThat(statusOf("b\tc")).isEqualTo(STATUS_200);
            int before = echo.seen().size();
            assertThat(statusOf(value)).isEqualTo(STATUS_400);
            assertThat(echo.seen().size()).isEqualTo(before);
        }
    }

    @Test
    void refusesAResponseWithSuchAValue() throws Exception {
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readUntil("SM\r\n\r\n");
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.write(STATUS_200);
            literal(block, "x-a", "b\r\n\r\ninjected");
            var out = connection.socket.getOutputStream();
            out.write(frame(4, 0, 0, new byte[0]));
            ByteBuffer head;
            do {
                head = ByteBuffer.wrap(connection.read(9));
                int length = head.get() << 16 | head.getShort() & 0xffff;
                connection.read(length);
            } while (head.get() != HEADERS);
            out.write(frame(HEADERS, END_OF_HEADERS, 1, block.toByteArray()));
            out.flush();
            connection.readAll();
        })) {
            proxy.endpoint("one", backend.port()).routes(prefix("/", backend("one", Protocol.H2C)));
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ")
                    .doesNotContain("injected");
        }
    }
}

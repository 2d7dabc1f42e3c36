package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks of backends' responses (RFC 9112, section 7.1). */
class ResponseChunksTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private RawBackend answering(String chunks, boolean bytewise) throws Exception {
        RawBackend backend = new RawBackend((connection, _) -> {
            while (true) {
                connection.readHead();
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                if (bytewise) {
                    for (char c : chunks.toCharArray()) {
                        connection.send(String.valueOf(c));
                    }
                } else {
                    connection.send(chunks);
                }
            }
        });
        proxy.endpoint("one", backend.port()).routes(prefix("/", backend("one")));
        return backend;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\rabc\r\nhello\r\n0\r\n\r\n",
                "5 abc\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n 0\r\n\r\n",
                "5\r\nhello\r\n0\rX\r\n\r\n"
            })
    void cutsAResponseWithABadOne(String chunks) throws Exception {
        for (boolean bytewise : new boolean[] {false, true}) {
            try (RawBackend backend = answering(chunks, bytewise)) {
                assertThat(backend.port()).isPositive();
                // Closed before the end of the chunks, or another answer if nothing of this one was sent yet.
                String response = proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(response.startsWith("HTTP/1.1 502 ") || !response.contains("\r\n0\r\n"))
                        .as(response)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "005;a\r\nhello\r\n000;b\r\nX: y\r\n\r\n",
                "5 ;a=\"b c\"\r\nhello\r\n0\r\n\r\n",
            })
    void passesGoodOnesOn(String chunks) throws Exception {
        for (boolean bytewise : new boolean[] {false, true}) {
            try (RawBackend backend = answering(chunks, bytewise);
                    RawClient client = proxy.client()) {
                assertThat(backend.port()).isPositive();
                for (int i = 0; i < 3; i++) {
                    assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 200 ");
                    // However it was cut into chunks.
                    String[] lines = client.readUntil("\r\n0\r\n").split("\r\n");
                    StringBuilder body = new StringBuilder();
                    for (int line = 1; line < lines.length; line += 2) {
                        body.append(lines[line]);
                    }
                    assertThat(body).hasToString("hello");
                    client.readUntil("\r\n");
                    if (chunks.contains("X: y")) {
                        client.readUntil("\r\n");
                    }
                }
            }
        }
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend.Protocol;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header values that HTTP/2 can carry and HTTP/1 cannot (RFC 9113, section 8.2.1). */
class HeaderValuesTest {
    private final Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private int statusOf(String value) throws IOException {
        try (RawClient client = proxy.client()) {
            Http2Frame.begin(client);
            byte[] block = Http2Frame.block(
                    new int[] {Http2Frame.GET, Http2Frame.PATH, Http2Frame.SCHEME}, ":authority", "a", "x-a", value);
            Http2Frame.headers(1, true, block).writeTo(client);
            return Http2Frame.read(client, Set.of(Http2Frame.HEADERS)).status();
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
            assertThat(statusOf("b\tc")).isEqualTo(Http2Frame.STATUS_200);
            int before = echo.seen().size();
            assertThat(statusOf(value)).isEqualTo(Http2Frame.STATUS_400);
            assertThat(echo.seen().size()).isEqualTo(before);
        }
    }

    @Test
    void refusesAResponseWithSuchAValue() throws Exception {
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readUntil("SM\r\n\r\n");
            Http2Frame.settings().writeTo(connection);
            Http2Frame.read(connection, Set.of(Http2Frame.HEADERS));
            byte[] block = Http2Frame.block(new int[] {Http2Frame.STATUS_200}, "x-a", "b\r\n\r\ninjected");
            Http2Frame.headers(1, false, block).writeTo(connection);
            connection.readAll();
        })) {
            proxy.endpoint("one", backend.port()).routes(prefix("/", backend("one", Protocol.H2C)));
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ")
                    .doesNotContain("injected");
        }
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Http2Frame.GET;
import static dev.sluice.proxy.Http2Frame.HEADERS;
import static dev.sluice.proxy.Http2Frame.PATH;
import static dev.sluice.proxy.Http2Frame.POST;
import static dev.sluice.proxy.Http2Frame.RST_STREAM;
import static dev.sluice.proxy.Http2Frame.SCHEME;
import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 frame by frame. */
class Http2FramesTest {
    private static final byte PROTOCOL_ERROR = 1;

    private final Proxy proxy = new Proxy();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/one", backend("one")));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    /** curl 7.88 waits for a frame after both have ended, if its own end is the later one. */
    @Test
    void saysSomethingAfterAnUploadThatEndsLaterThanItsAnswer() throws Exception {
        try (RawClient client = proxy.client()) {
            Http2Frame.begin(client);
            byte[] upload = Http2Frame.block(new int[] {POST, PATH, SCHEME}, ":authority", "a");
            for (int stream = 1; stream < 9; stream += 2) {
                Http2Frame.headers(stream, false, upload).writeTo(client);
                Http2Frame answer = Http2Frame.read(client, Set.of(HEADERS));
                assertThat(answer.status()).isEqualTo(Http2Frame.STATUS_404);
                Http2Frame.lastData(stream, "hello").writeTo(client);
                Http2Frame.read(client, Set.of(Http2Frame.PING));
            }
            byte[] plain = Http2Frame.block(new int[] {GET, SCHEME}, ":path", "/one", ":authority", "a");
            Http2Frame.headers(9, true, plain).writeTo(client);
            assertThat(Http2Frame.read(client, Set.of(HEADERS)).status()).isEqualTo(Http2Frame.STATUS_200);
        }
    }

    static Stream<Arguments> malformed() {
        int[] all = {GET, PATH, SCHEME};
        int[] noMethod = {PATH, SCHEME};
        return Stream.of(
                Arguments.of(noMethod, new String[] {":method", "G T", ":authority", "a"}),
                Arguments.of(noMethod, new String[] {":method", "", ":authority", "a"}),
                Arguments.of(noMethod, new String[] {":method", "GET\r\nx: y", ":authority", "a"}),
                Arguments.of(noMethod, new String[] {":method", "G\u00e9T", ":authority", "a"}),
                Arguments.of(noMethod, new String[] {":authority", "a"}),
                Arguments.of(all, new String[] {":method", "GET", ":authority", "a"}),
                Arguments.of(new int[] {GET, SCHEME}, new String[] {":authority", "a"}),
                Arguments.of(new int[] {GET, SCHEME}, new String[] {":path", "", ":authority", "a"}),
                Arguments.of(new int[] {GET, PATH}, new String[] {":authority", "a"}),
                Arguments.of(all, new String[] {":authority", "a", ":authority", "a"}),
                Arguments.of(all, new String[] {":authority", "a", ":other", "b"}),
                Arguments.of(all, new String[] {":authority", "a", ":status", "200"}),
                Arguments.of(all, new String[] {"x", "y", ":authority", "a"}),
                Arguments.of(all, new String[] {":authority", "a", "Upper", "b"}),
                Arguments.of(all, new String[] {":authority", "a", "", "b"}),
                Arguments.of(all, new String[] {":authority", "a", "na me", "b"}),
                Arguments.of(all, new String[] {":authority", "a:b:c"}),
                Arguments.of(all, new String[] {":authority", ""}),
                Arguments.of(all, new String[] {":authority", "a\r\nb"}),
                Arguments.of(all, new String[] {":authority", "[::1"}),
                Arguments.of(all, new String[] {":authority", "a:99999"}),
                Arguments.of(all, new String[] {":authority", "a", "connection", "close"}),
                Arguments.of(all, new String[] {":authority", "a", "transfer-encoding", "chunked"}));
    }

    /** RFC 9113, section 8.1.1: it concerns no other stream. */
    @ParameterizedTest
    @MethodSource("malformed")
    void endsTheStreamOfAMalformedRequestAlone(int[] indexed, String[] literals) throws Exception {
        try (RawClient client = proxy.client()) {
            Http2Frame.begin(client);
            byte[] good = Http2Frame.block(new int[] {POST, SCHEME}, ":path", "/one", ":authority", "a");
            Http2Frame.headers(1, false, good).writeTo(client);
            Http2Frame.headers(3, true, Http2Frame.block(indexed, literals)).writeTo(client);
            Http2Frame end = Http2Frame.read(client, Set.of(HEADERS, RST_STREAM));
            assertThat(end.stream()).isEqualTo(3);
            if (end.type() == RST_STREAM) {
                assertThat(end.payload()).containsExactly(0, 0, 0, PROTOCOL_ERROR);
            } else {
                assertThat(end.status()).isEqualTo(Http2Frame.STATUS_400);
            }
            Http2Frame.lastData(1, "hello").writeTo(client);
            Http2Frame answer = Http2Frame.read(client, Set.of(HEADERS));
            assertThat(answer.stream()).isEqualTo(1);
            assertThat(answer.status()).isEqualTo(Http2Frame.STATUS_200);
        }
        assertThat(echo.seen()).hasSize(1);
    }
}

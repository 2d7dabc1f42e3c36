package dev.sluice.proxy;

import static dev.sluice.proxy.Http2Frame.GET;
import static dev.sluice.proxy.Http2Frame.HEADERS;
import static dev.sluice.proxy.Http2Frame.PATH;
import static dev.sluice.proxy.Http2Frame.POST;
import static dev.sluice.proxy.Http2Frame.SCHEME;
import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 frame by frame. */
class Http2FramesTest {
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
                Http2Frame answer = Http2Frame.read(client, HEADERS);
                assertThat(answer.status()).isEqualTo(Http2Frame.STATUS_404);
                Http2Frame.lastData(stream, "hello").writeTo(client);
                Http2Frame.read(client, Http2Frame.PING);
            }
            byte[] plain = Http2Frame.block(new int[] {GET, SCHEME}, ":path", "/one", ":authority", "a");
            Http2Frame.headers(9, true, plain).writeTo(client);
            assertThat(Http2Frame.read(client, HEADERS).status()).isEqualTo(Http2Frame.STATUS_200);
        }
    }
}

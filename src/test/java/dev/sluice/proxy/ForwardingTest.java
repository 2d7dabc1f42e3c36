package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private final Proxy proxy = new Proxy();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/", backend("one")));
    }

    @AfterEach
    void stop() {
        echo.close();
        proxy.close();
    }

    @Test
    void carriesARequestAndItsResponse() throws Exception {
        String response = proxy.exchange(
                "POST /a?b=c HTTP/1.1\r\nHost: www.example.com:8080\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        assertThat(response).startsWith("HTTP/1.1 200 OK\r\n").endsWith("one POST /a?b=c hello");
        assertThat(echo.last().host()).isEqualTo("www.example.com:8080");
        assertThat(proxy.recorder.bugs).isEmpty();
    }

    @Test
    void keepsConnectionsOnBothSides() throws Exception {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n")
                                .readResponse())
                        .endsWith("one GET /" + i + " ");
            }
        }
    }
}

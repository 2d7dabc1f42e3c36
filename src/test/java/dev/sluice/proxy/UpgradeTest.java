package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: custom\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: custom\r\nX-Extra: yes\r\n\r\n";

    private Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private void route(int port) {
        proxy.endpoint("one", port).routes(prefix("/", backend("one", Backend.Protocol.WEBSOCKET)));
    }

    private void on(boolean nativeTransport) {
        proxy.close();
        proxy = new Proxy(ProxySettings.defaults(), nativeTransport);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesWebSockets(boolean nativeTransport) throws Exception {
        on(nativeTransport);
        route(WebSocketChat.backend(proxy.vertx, "echo").actualPort());
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocketChat chat = new WebSocketChat(client, proxy.port, "/chat");
            for (int i = 0; i < 100; i++) {
                assertThat(chat.say("hello " + i)).isEqualTo("echo hello " + i);
            }
            assertThat(chat.close()).isEqualTo("closed 1000");
        }
        assertThat(proxy.recorder.awaitFinished(1).getFirst().status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsBytesThatComeWithTheAnswerAndClosesEachDirectionByItself(boolean nativeTransport) throws Exception {
        on(nativeTransport);
        try (RawBackend custom = new RawBackend((connection, _) -> {
            String head = connection.readHead();
            assertThat(head).contains("connection: upgrade").contains("upgrade: custom");
            connection.send(SWITCHED + "first ");
            String all = connection.readAll();
            connection.send("got " + all);
        })) {
            route(custom.port());
            try (RawClient client = proxy.client()) {
                String head = client.send(UPGRADE).readHead();
                assertThat(head)
                        .startsWith("HTTP/1.1 101 ")
                        .contains("X-Extra: yes")
                        .contains("upgrade: custom");
                assertThat(client.readUntil("first ")).isEqualTo("first ");
                client.send("one ").send("two");
                client.socket.shutdownOutput();
                assertThat(client.readAll()).isEqualTo("got one two");
            }
        }
    }

    @Test
    void keepsBytesThatTheClientSendsTooEarly() throws Exception {
        try (RawBackend custom = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(SWITCHED);
            connection.readUntil("early late");
            connection.send("ok").readAll();
        })) {
            route(custom.port());
            try (RawClient client = proxy.client()) {
                client.send(UPGRADE);
                client.readHead();
                client.send("early ").send("late").readUntil("ok");
            }
        }
    }

    @Test
    void passesARefusalOnAndKeepsTheConnections() throws Exception {
        try (RawBackend refusing = new RawBackend((connection, _) -> {
            for (; ; ) {
                connection.readHead();
                connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            }
        })) {
            route(refusing.port());
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.send(UPGRADE).readResponse())
                            .startsWith("HTTP/1.1 403 ")
                            .endsWith("no");
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                            .endsWith("no");
                }
            }
            assertThat(refusing.connections()).isEqualTo(1);
        }
    }

    @Test
    void neverPassesAnUpgradeToHttp2On() throws Exception {
        try (RawBackend plain = new RawBackend((connection, _) -> {
            String head = connection.readHead().toLowerCase(Locale.ROOT);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                    + (head.contains("upgrade") || head.contains("http2") ? "no" : "ok"));
            connection.readAll();
        })) {
            route(plain.port());
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 2\r\n\r\nhi");
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ").endsWith("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsReadingWhatTheOtherSideDoesNotRead(boolean nativeTransport) throws Exception {
        on(nativeTransport);
        AtomicLong written = new AtomicLong();
        try (RawBackend flooding = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(SWITCHED);
            byte[] part = new byte[65_536];
            while (written.get() < 100L << 20) {
                connection.socket.getOutputStream().write(part);
                written.addAndGet(part.length);
            }
        })) {
            route(flooding.port());
            try (RawClient client = proxy.client()) {
                client.send(UPGRADE).readHead();
                Plateau.reached(written);
                assertThat(written.get()).isLessThan(60L << 20);
                assertThat(client.socket.getInputStream().readAllBytes()).hasSize(100 << 20);
            }
        }
    }

    @Test
    void endsTheTunnelWhenTheBackendGoes() throws Exception {
        try (RawBackend brief = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(SWITCHED + "bye");
        })) {
            route(brief.port());
            try (RawClient client = proxy.client()) {
                client.send(UPGRADE).readHead();
                assertThat(new String(client.read(3), StandardCharsets.US_ASCII))
                        .isEqualTo("bye");
                assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void surviveAChangeOfTheTable() throws Exception {
        try (RawBackend echoing = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(SWITCHED);
            connection.socket.getInputStream().transferTo(connection.socket.getOutputStream());
        })) {
            route(echoing.port());
            try (RawClient client = proxy.client()) {
                client.send(UPGRADE).readHead();
                for (int i = 0; i < 20; i++) {
                    proxy.routes(prefix("/other", backend("other")));
                    client.send("still here").readUntil("still here");
                }
            }
        }
    }
}

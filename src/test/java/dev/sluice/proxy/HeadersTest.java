package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxySettings.Forwarding;
import dev.sluice.proxy.ProxySettings.RequestIds;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HeaderChanges.Header;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.Timeouts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to headers on the way. */
class HeadersTest {
    private Proxy proxy;
    private EchoBackend echo;

    private void start(Forwarding forwarding, HttpFilter... filters) {
        proxy = new Proxy(ProxySettings.defaults().with(forwarding));
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/", rule(List.of(filters), Timeouts.NONE, backend("one"))));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private Map<String, String> seen(String... headers) throws Exception {
        proxy.exchange("GET / HTTP/1.1\r\nHost: www.example.com:81\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "Connection: close\r\n\r\n");
        return echo.last().headers();
    }

    @Test
    void tellsTheBackendAboutTheClient() throws Exception {
        start(Forwarding.defaults());
        assertThat(seen())
                .containsEntry("host", "www.example.com:81")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-forwarded-proto", "http")
                .containsEntry("x-forwarded-host", "www.example.com:81")
                .containsEntry("x-forwarded-port", "8080")
                .containsEntry("via", "1.1 sluice")
                .containsKey("x-request-id")
                .doesNotContainKeys("forwarded", "connection");
    }

    @Test
    void believesNothingThatAClientSaysOfItself() throws Exception {
        start(Forwarding.defaults());
        assertThat(seen(
                        "X-Forwarded-For: 1.1.1.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil",
                        "X-Forwarded-Port: 1",
                        "X-Real-IP: 1.1.1.1",
                        "X_Forwarded_For: 1.1.1.1",
                        "Forwarded: for=1.1.1.1"))
                .doesNotContainKeys("x-real-ip", "x_forwarded_for")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-forwarded-proto", "http")
                .containsEntry("x-forwarded-host", "www.example.com:81")
                .containsEntry("x-forwarded-port", "8080")
                .doesNotContainKey("forwarded");
    }

    @Test
    void keepsAsManyEntriesAsThereAreTrustedProxies() throws Exception {
        start(new Forwarding(true, true, 2, RequestIds.KEEP, "edge", true, false));
        assertThat(seen(
                        "X-Forwarded-For: 9.9.9.9, 1.1.1.1",
                        "X-Forwarded-For: 2.2.2.2",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: outer",
                        "Forwarded: for=9.9.9.9, for=1.1.1.1, for=2.2.2.2",
                        "Via: 1.0 other"))
                .containsEntry("x-forwarded-for", "1.1.1.1, 2.2.2.2, 127.0.0.1")
                .containsEntry("x-forwarded-proto", "https")
                .containsEntry("x-forwarded-host", "outer")
                .containsEntry(
                        "forwarded", "for=1.1.1.1, for=2.2.2.2, for=127.0.0.1;host=\"www.example.com:81\";proto=http")
                .containsEntry("via", "1.0 other|1.1 edge");
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .contains("via: 1.1 edge");
    }

    @Test
    void addsNothingIfAskedTo() throws Exception {
        start(new Forwarding(false, false, 0, RequestIds.OFF, "", false, false));
        assertThat(seen("X-Forwarded-For: 1.1.1.1", "X-A: b").keySet()).containsExactlyInAnyOrder("host", "x-a");
    }

    @Test
    void keepsOrReplacesRequestIds() throws Exception {
        start(Forwarding.defaults());
        assertThat(seen("X-Request-Id: mine")).containsEntry("x-request-id", "mine");
        stop();
        start(new Forwarding(true, false, 0, RequestIds.REPLACE, "", false, false));
        String first = seen("X-Request-Id: mine").get("x-request-id");
        assertThat(first).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(seen()).doesNotContainEntry("x-request-id", first);
    }

    @Test
    void keepsWhatConcernsTheConnectionToItself() throws Exception {
        start(Forwarding.defaults());
        assertThat(seen(
                        "Connection: keep-alive, X-Secret, Authorization",
                        "X-Secret: 1",
                        "Authorization: kept",
                        "Keep-Alive: timeout=5",
                        "Proxy-Connection: keep-alive",
                        "Proxy-Authorization: basic",
                        "TE: gzip",
                        "Trailer: X-Sum",
                        "Upgrade: nothing",
                        "X-Kept: 1",
                        "X-Kept: 2"))
                .containsEntry("x-kept", "1|2")
                .containsEntry("authorization", "kept")
                .doesNotContainKeys(
                        "connection",
                        "x-secret",
                        "keep-alive",
                        "proxy-connection",
                        "proxy-authorization",
                        "te",
                        "trailer",
                        "upgrade");
    }

    @Test
    void keepsWhatConcernsTheBackendsConnectionFromTheClient() throws Exception {
        start(Forwarding.defaults());
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send(
                    "HTTP/1.1 200 Fine\r\nConnection: X-Secret, keep-alive\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\n"
                            + "Proxy-Authenticate: x\r\nUpgrade: h2c\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nServer: s\r\n"
                            + "Content-Length: 2\r\n\r\nok");
            connection.readAll();
        })) {
            proxy.endpoint("one", backend.port());
            try (RawClient client = proxy.client()) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                        .isEqualTo("HTTP/1.1 200 Fine\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nServer: s\r\n"
                                + "Content-Length: 2\r\n\r\nok");
            }
        }
    }

    @Test
    void keepsOctetsBeyondAscii() throws Exception {
        start(Forwarding.defaults());
        try (RawBackend backend = new RawBackend((connection, _) -> {
            String head = connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nX-Name: caf\u00c3\u00a9\r\nContent-Length: 2\r\n\r\n"
                    + (head.contains("X-Name: J\u00f6rg\r\n") ? "ok" : "no"));
            connection.readAll();
        })) {
            proxy.endpoint("one", backend.port());
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Name: J\u00f6rg\r\nConnection: close\r\n\r\n"))
                    .contains("X-Name: caf\u00c3\u00a9\r\n")
                    .endsWith("ok");
        }
    }

    @Test
    void appliesFiltersButNotToFraming() throws Exception {
        start(
                Forwarding.defaults(),
                new HttpFilter.RequestHeaders(new HeaderChanges(
                        List.of(
                                new Header("X-Set", "new"),
                                new Header("Host", "rewritten"),
                                new Header("Content-Length", "99"),
                                new Header("Transfer-Encoding", "chunked")),
                        List.of(new Header("X-Add", "added")),
                        List.of("x-remove", "content-length"))),
                new HttpFilter.ResponseHeaders(new HeaderChanges(
                        List.of(new Header("X-Backend", "replaced"), new Header("Content-Length", "99")),
                        List.of(new Header("X-More", "yes")),
                        List.of("x-uri", "content-length"))));
        String response = proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nX-Set: old\r\nX-Add: old\r\nX-Remove: old\r\n"
                + "Content-Length: 4\r\nConnection: close\r\n\r\nbody");
        assertThat(response)
                .contains("X-Backend: replaced")
                .contains("X-More: yes")
                .doesNotContain("x-uri")
                .endsWith("one POST / body");
        assertThat(echo.last().host()).isEqualTo("rewritten");
        assertThat(echo.last().headers())
                .containsEntry("x-set", "new")
                .containsEntry("x-add", "old|added")
                .containsEntry("content-length", "4")
                .doesNotContainKeys("x-remove", "transfer-encoding");
    }

    @Test
    void answersABadHeaderOfAFilterWithAnErrorAndSendsNothing() throws Exception {
        start(
                Forwarding.defaults(),
                new HttpFilter.RequestHeaders(
                        new HeaderChanges(List.of(new Header("X-A", "b\r\nX-Smuggled: 1")), List.of(), List.of())));
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ");
        assertThat(echo.seen()).isEmpty();
        proxy.recorder.bugs.clear();
    }

    @Test
    void removesWhatAnyLineOfConnectionLists() throws Exception {
        start(Forwarding.defaults());
        assertThat(seen("Connection: keep-alive", "Connection: x-secret", "X-Secret: 1", "X-Kept: 2"))
                .doesNotContainKey("x-secret")
                .containsEntry("x-kept", "2");
    }
}

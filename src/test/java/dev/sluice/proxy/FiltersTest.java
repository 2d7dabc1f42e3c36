package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpFilter.Redirect;
import dev.sluice.routing.HttpFilter.UrlRewrite;
import dev.sluice.routing.PathRewrite;
import dev.sluice.routing.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters and backends of a rule. The listener's port is 8080, the socket's another. */
class FiltersTest {
    private final Proxy proxy = new Proxy();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private void filters(HttpFilter... filters) {
        proxy.routes(prefix("/foo", rule(List.of(filters), Timeouts.NONE, backend("one"))));
    }

    private String get(String target) throws Exception {
        return proxy.exchange("GET " + target + " HTTP/1.1\r\nHost: www.example.com:1234\r\nConnection: close\r\n\r\n");
    }

    private String location(Redirect redirect) throws Exception {
        filters(redirect);
        String response = get("/foo/bar?a=b");
        assertThat(response).startsWith("HTTP/1.1 " + redirect.statusCode()).contains("content-length: 0");
        int at = response.indexOf("location: ") + 10;
        return response.substring(at, response.indexOf('\r', at));
    }

    @Test
    void redirects() throws Exception {
        assertThat(location(new Redirect(null, null, null, 0, 302)))
                .isEqualTo("http://www.example.com:8080/foo/bar?a=b");
        assertThat(location(new Redirect("https", null, null, 0, 301)))
                .isEqualTo("https://www.example.com/foo/bar?a=b");
        assertThat(location(new Redirect("http", null, null, 0, 303))).isEqualTo("http://www.example.com/foo/bar?a=b");
        assertThat(location(new Redirect("https", "example.org", null, 8443, 307)))
                .isEqualTo("https://example.org:8443/foo/bar?a=b");
        assertThat(location(new Redirect(null, null, null, 80, 308))).isEqualTo("http://www.example.com/foo/bar?a=b");
        assertThat(location(new Redirect("https", null, null, 443, 302)))
                .isEqualTo("https://www.example.com/foo/bar?a=b");
        assertThat(location(new Redirect(null, null, new PathRewrite.Full("/new"), 0, 302)))
                .isEqualTo("http://www.example.com:8080/new?a=b");
        assertThat(location(new Redirect(null, null, new PathRewrite.Prefix("/xyz"), 0, 302)))
                .isEqualTo("http://www.example.com:8080/xyz/bar?a=b");
        assertThat(echo.seen()).isEmpty();
    }

    @Test
    void redirectsKeepConnectionsAndTakeResponseFilters() throws Exception {
        filters(
                new HttpFilter.ResponseHeaders(
                        new HeaderChanges(List.of(new HeaderChanges.Header("X-A", "b")), List.of(), List.of())),
                new Redirect("https", null, null, 0, 302));
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                client.send("POST /foo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
                assertThat(client.readResponse()).startsWith("HTTP/1.1 302 ").contains("X-A: b");
            }
        }
    }

    @Test
    void rewrites() throws Exception {
        filters(new UrlRewrite("internal.example", new PathRewrite.Prefix("/")));
        assertThat(get("/foo/bar?a=b")).endsWith("one GET /bar?a=b ");
        assertThat(echo.last().host()).isEqualTo("internal.example");
        filters(new UrlRewrite(null, new PathRewrite.Full("/all")));
        assertThat(get("/foo/bar?a=b")).endsWith("one GET /all?a=b ");
        assertThat(echo.last().host()).isEqualTo("www.example.com:1234");
    }

    @Test
    void refusesWithAnUnresolvedFilter() throws Exception {
        filters(new HttpFilter.Unresolved("no such filter"));
        assertThat(get("/foo")).startsWith("HTTP/1.1 500 ").doesNotContain("no such filter");
        assertThat(echo.seen()).isEmpty();
    }

    @Test
    void answers404And500() throws Exception {
        proxy.routes(
                prefix("/none", rule(List.of(), Timeouts.NONE)),
                prefix("/zero", new Backends.Weighted(0, new Backend.Invalid("x"), List.of())),
                prefix("/bad", new Backends.Weighted(1, new Backend.Invalid("secret name"), List.of())));
        assertThat(get("/elsewhere")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/none")).startsWith("HTTP/1.1 500 ");
        assertThat(get("/zero")).startsWith("HTTP/1.1 500 ");
        assertThat(get("/bad")).startsWith("HTTP/1.1 500 ").doesNotContain("secret name");
    }

    @Test
    void drawsBackendsByWeightAndAppliesTheirFilters() throws Exception {
        try (EchoBackend two = new EchoBackend(proxy.vertx, "two")) {
            proxy.endpoint("two", two.port());
            proxy.routes(prefix(
                    "/foo",
                    new Backends.Weighted(
                            3,
                            new Backend.Service(Tables.key("one"), Backend.Protocol.HTTP1),
                            List.of(new UrlRewrite(null, new PathRewrite.Full("/first")))),
                    new Backends.Weighted(1, new Backend.Service(Tables.key("two"), Backend.Protocol.HTTP1), List.of()),
                    new Backends.Weighted(
                            0, new Backend.Service(Tables.key("never"), Backend.Protocol.HTTP1), List.of())));
            Map<String, Integer> answers = new HashMap<>();
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 2_000; i++) {
                    String response =
                            client.send("GET /foo HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                    answers.merge(response.substring(response.indexOf("\r\n\r\n") + 4), 1, Integer::sum);
                }
            }
            assertThat(answers.keySet()).containsExactlyInAnyOrder("one GET /first ", "two GET /foo ");
            // Six standard deviations.
            assertThat(answers.get("two GET /foo ")).isBetween(500 - 116, 500 + 116);
        }
    }

    @Test
    void spreadsRequestsOverEndpoints() throws Exception {
        for (ProxySettings.Balancing balancing : ProxySettings.Balancing.values()) {
            var upstreams = new ProxySettings.Upstreams(
                    Duration.ofSeconds(5), 3, 100, 100, 100, Duration.ofSeconds(60), balancing);
            try (Proxy balanced = new Proxy(ProxySettings.defaults().with(upstreams));
                    EchoBackend two = new EchoBackend(proxy.vertx, "two");
                    EchoBackend three = new EchoBackend(proxy.vertx, "three")) {
                balanced.endpoint("one", echo.port(), two.port(), three.port()).routes(prefix("/", backend("one")));
                int before = echo.seen().size();
                try (RawClient client = balanced.client()) {
                    for (int i = 0; i < 300; i++) {
                        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                    }
                }
                assertThat(echo.seen().size() - before).isBetween(50, 150);
                assertThat(two.seen().size()).isBetween(50, 150);
                assertThat(three.seen().size()).isBetween(50, 150);
            }
        }
    }

    @Test
    void boundsConnectionsToAnEndpointAndWaits() throws Exception {
        var upstreams = new ProxySettings.Upstreams(
                Duration.ofSeconds(5), 3, 1, 2, 100, Duration.ofSeconds(60), ProxySettings.Balancing.LEAST_PENDING);
        Semaphore go = new Semaphore(0);
        try (Proxy bounded = new Proxy(ProxySettings.defaults().with(upstreams));
                RawBackend slow = new RawBackend((connection, _) -> {
                    for (; ; ) {
                        connection.readHead();
                        go.acquire();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                })) {
            bounded.endpoint("one", slow.port()).routes(prefix("/", backend("one")));
            // Five streams of one HTTP/1.1 pipeline would wait for each other, so each has its own connection; those of
            // one event loop share the one upstream connection.
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(bounded.client().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            }
            // On each of the two loops one is served, two wait, and two are turned away.
            bounded.recorder.awaitFinished(4);
            Eventually.holds(() -> bounded.recorder.pools().equals(new PoolState(0, 2, 4)));
            go.release(100);
            int served = 0;
            for (RawClient client : clients) {
                served += client.readAll().startsWith("HTTP/1.1 200 ") ? 1 : 0;
                client.close();
            }
            assertThat(served).isEqualTo(6);
            assertThat(slow.connections()).isEqualTo(2);
            Eventually.holds(() -> bounded.recorder.pools().equals(new PoolState(2, 0, 0)));
        }
    }
}

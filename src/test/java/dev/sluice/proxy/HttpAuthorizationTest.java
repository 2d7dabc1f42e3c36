package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request passes only if the service that is asked says so, and nobody can pretend to have been let through. */
class HttpAuthorizationTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Proxy proxy = new Proxy();
    private EchoBackend backend;

    @BeforeEach
    void start() {
        backend = new EchoBackend(proxy.vertx, "backend");
        proxy.endpoint("backend", backend.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        over.countDown();
        backend.close();
        proxy.close();
    }

    private void restart(ProxySettings settings) {
        backend.close();
        proxy.close();
        proxy = new Proxy(settings);
        start();
    }

    /** A service that gives one answer for ever. */
    private RawBackend answering(String answer) throws Exception {
        RawBackend service = new RawBackend((connection, _) -> {
            for (; ; ) {
                asked.add(connection.readResponse());
                connection.send(answer);
            }
        });
        proxy.endpoint("auth", service.port());
        return service;
    }

    private static HttpFilter.Authorization auth(
            String prefix, List<String> request, List<String> response, int bodyBytes) {
        return new HttpFilter.Authorization(new ExternalAuth(
                new Backend.Service(Tables.key("auth"), Backend.Protocol.HTTP1, null),
                new ExternalAuth.Protocol.Http(prefix, response),
                request,
                bodyBytes));
    }

    private static HttpFilter.Authorization auth() {
        return auth("", List.of(), List.of(), 0);
    }

    private void serve(HttpFilter... filters) {
        proxy.routes(prefix("/", rule(List.of(filters), Timeouts.NONE, backend("backend"))));
    }

    private String get(String headers) throws Exception {
        return proxy.exchange(
                "GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n" + headers + "\r\n");
    }

    private String post(String body) throws Exception {
        return proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static String ok(String headers) {
        return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + headers + "\r\n";
    }

    @Test
    void showsTheHeadAndTakesWhatTheServiceAdds() throws Exception {
        try (RawBackend service =
                answering(ok("X-User: alice\r\nX-Other: 1\r\nContent-Type: text/x\r\nHost: evil\r\n"))) {
            serve(auth("/check", List.of("x-shown"), List.of(), 0));
            assertThat(get("Authorization: Basic x\r\nX-Shown: 1\r\nX-Hidden: 2\r\nX-User: root\r\nCookie: a=b\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(asked.getFirst())
                    .startsWith("GET /check/a?b=c HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: www.example.com\r\n")
                    .containsIgnoringCase("\r\nauthorization: Basic x\r\n")
                    .containsIgnoringCase("\r\nx-shown: 1\r\n")
                    .containsIgnoringCase("\r\ncontent-length: 0\r\n")
                    .doesNotContainIgnoringCase("x-hidden")
                    .doesNotContainIgnoringCase("cookie");
            assertThat(backend.last().headers())
                    .containsEntry("x-user", "alice")
                    .containsEntry("x-other", "1")
                    .containsEntry("x-hidden", "2")
                    .doesNotContainKey("content-type");
            assertThat(backend.last().host()).isEqualTo("www.example.com");
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void aHeaderOfTheServiceCannotComeFromTheClient() throws Exception {
        try (RawBackend service = answering(ok("X-Other: 1\r\n"))) {
            serve(auth("", List.of(), List.of("x-user"), 0));
            assertThat(get("X-User: root\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(backend.last().headers()).doesNotContainKeys("x-user", "x-other");
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void theClientGetsTheRefusal() throws Exception {
        try (RawBackend service = answering("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                + "Content-Length: 5\r\n\r\nlogin")) {
            serve(auth());
            for (int i = 0; i < 3; i++) {
                assertThat(get(""))
                        .startsWith("HTTP/1.1 401 ")
                        .contains("WWW-Authenticate: Basic realm=\"x\"\r\n")
                        .endsWith("\r\n\r\nlogin");
            }
            assertThat(proxy.exchange("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ")
                    .endsWith("\r\n\r\n");
            assertThat(backend.seen()).isEmpty();
            assertThat(service.connections()).isPositive();
        }
    }

    @Test
    void onlyA200LetsARequestPass() throws Exception {
        for (String[] answer : new String[][] {
            {"HTTP/1.1 204 No\r\n\r\n", "403"},
            {"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n", "302"},
            {"HTTP/1.1 500 Bad\r\nContent-Length: 6\r\n\r\nsecret", "503"},
            {"HTTP/1.1 503 Bad\r\nContent-Length: 0\r\n\r\n", "503"},
            {"nonsense\r\n\r\n", "503"}
        }) {
            try (RawBackend service = answering(answer[0])) {
                serve(auth());
                assertThat(get("")).startsWith("HTTP/1.1 " + answer[1] + " ").doesNotContain("secret");
                assertThat(service.connections()).isPositive();
            }
        }
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void nobodyPassesIfTheServiceCannotBeReachedOrIsSilent() throws Exception {
        serve(auth());
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        proxy.endpoint("auth", Ports.free());
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        restart(ProxySettings.defaults().with(new ProxySettings.Authorization(Duration.ofMillis(200), 1_000)));
        try (RawBackend silent = new RawBackend((_, _) -> over.await())) {
            proxy.endpoint("auth", silent.port());
            serve(auth());
            assertThat(get("")).startsWith("HTTP/1.1 503 ");
        }
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void anotherEndpointIsAskedIfOneFails() throws Exception {
        try (RawBackend service = answering(ok(""));
                RawBackend breaking = new RawBackend((connection, _) -> connection.readHead())) {
            proxy.endpoint("auth", Ports.free(), breaking.port(), service.port());
            serve(auth());
            for (int i = 0; i < 10; i++) {
                assertThat(get("")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void theBodyIsShownAndThenForwarded() throws Exception {
        try (RawBackend service = answering(ok(""))) {
            serve(auth("", List.of(), List.of(), 10));
            assertThat(post("ten bytes!")).startsWith("HTTP/1.1 200 ").endsWith("ten bytes!");
            assertThat(asked.getLast())
                    .containsIgnoringCase("content-length: 10\r\n")
                    .endsWith("ten bytes!");
            String chunked = proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
            assertThat(chunked)
                    .startsWith("HTTP/1.1 100 ")
                    .contains("HTTP/1.1 200 ")
                    .endsWith("abcdef");
            assertThat(asked.getLast())
                    .containsIgnoringCase("content-length: 6\r\n")
                    .endsWith("abcdef");
            assertThat(get("")).startsWith("HTTP/1.1 200 ");
            assertThat(service.connections()).isPositive();
        }
    }

    @Test
    void aBodyForWhichThereIsNoRoomIsNotSaidToBeTooLong() throws Exception {
        proxy.close();
        proxy = new Proxy(ProxySettings.defaults().with(new ProxySettings.Buffers(1_000, 5)));
        start();
        try (RawBackend service = answering(ok(""))) {
            serve(auth("", List.of(), List.of(), 100));
            assertThat(post("eleven char")).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        try (RawBackend service = answering(ok(""))) {
            serve(auth("", List.of(), List.of(), 10));
            assertThat(post("eleven char")).startsWith("HTTP/1.1 413 ");
            assertThat(asked).isEmpty();
            assertThat(backend.seen()).isEmpty();
            assertThat(service.connections()).isZero();
        }
    }

    @Test
    void aBodyThatIsNotShownIsForwarded() throws Exception {
        try (RawBackend service = answering(ok(""))) {
            serve(auth());
            String body = "x".repeat(300_000);
            assertThat(post(body)).startsWith("HTTP/1.1 200 ").endsWith(body);
            assertThat(asked.getFirst()).containsIgnoringCase("content-length: 0\r\n");
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void allWhoAreToBeAskedAreAndARedirectWaitsForThem() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (RawBackend service = new RawBackend((connection, _) -> {
            for (; ; ) {
                connection.readHead();
                connection.send(
                        count.incrementAndGet() % 2 == 1 ? ok("") : "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            proxy.endpoint("auth", service.port());
            HttpFilter redirect = new HttpFilter.Redirect("https", null, null, 0, 302);
            serve(auth(), redirect, auth());
            assertThat(get("")).startsWith("HTTP/1.1 403 ");
            serve(redirect, auth());
            assertThat(get("")).startsWith("HTTP/1.1 302 ");
            assertThat(get("")).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void preflightsAreAnsweredWithoutAskingAndRefusalsCanBeRead() throws Exception {
        CorsPolicy everyone = new CorsPolicy(true, List.of(), false, List.of(), List.of(), List.of(), 5);
        try (RawBackend service = answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) {
            serve(auth(), new HttpFilter.Cors(everyone));
            assertThat(proxy.exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://a\r\n"
                            + "Access-Control-Request-Method: GET\r\n\r\n"))
                    .startsWith("HTTP/1.1 204 ");
            assertThat(asked).isEmpty();
            assertThat(get("Origin: https://a\r\n"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("access-control-allow-origin: *\r\n");
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatWasShownCanBeRepeatedAndMirrored() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (RawBackend service = answering(ok(""));
                EchoBackend mirror = new EchoBackend(proxy.vertx, "mirror");
                RawBackend failing = new RawBackend((connection, _) -> {
                    for (; ; ) {
                        connection.readResponse();
                        connection.send(
                                tries.incrementAndGet() == 1
                                        ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
                                        : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                })) {
            proxy.endpoint("failing", failing.port()).endpoint("mirror", mirror.port());
            proxy.routes(prefix(
                    "/",
                    new RouteRule(
                            new RuleId("HTTPRoute", "default", "test", 0, ""),
                            List.of(
                                    auth("", List.of(), List.of(), 100),
                                    new HttpFilter.Mirror(
                                            new Backend.Service(Tables.key("mirror"), Backend.Protocol.HTTP1, null),
                                            1,
                                            1)),
                            new Backends(List.of(backend("failing"))),
                            Timeouts.NONE,
                            new RetryPolicy(1, List.of(503), RetryPolicy.UNSPECIFIED),
                            null)));
            assertThat(post("the body")).startsWith("HTTP/1.1 200 ");
            Eventually.holds(() -> mirror.seen().size() == 1);
            assertThat(mirror.last().body()).isEqualTo("the body");
            assertThat(tries).hasValue(2);
            assertThat(service.connections()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatLeavesEndsTheAsking() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        try (RawBackend silent = new RawBackend((connection, _) -> {
            connection.readHead();
            reached.countDown();
            connection.readAll();
            closed.countDown();
        })) {
            proxy.endpoint("auth", silent.port());
            serve(auth());
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                reached.await();
            }
            closed.await();
            assertThat(proxy.recorder.awaitFinished(1).getFirst().error()).isEqualTo(ProxyError.Downstream.GONE);
        }
    }

    @Test
    void asksAgainWithNoMoreConnectionsThanThereMayBe() throws Exception {
        ProxySettings.Upstreams few = new ProxySettings.Upstreams(
                Duration.ofSeconds(20), 3, 1, 100, 1, Duration.ofMinutes(1), ProxySettings.Balancing.LEAST_PENDING);
        restart(ProxySettings.defaults().with(few));
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch sent = new CountDownLatch(1);
        try (RawBackend service = new RawBackend((connection, number) -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            connection.readResponse();
            if (number <= 2) {
                sent.await();
                open.decrementAndGet();
                return;
            }
            for (; ; ) {
                connection.send(ok(""));
                connection.readResponse();
            }
        })) {
            proxy.endpoint("auth", service.port());
            serve(auth());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            }
            Eventually.holds(() -> open.get() == 2);
            sent.countDown();
            for (RawClient client : clients) {
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
                client.close();
            }
            assertThat(most).as("for two event loops").hasValue(2);
        }
    }
}

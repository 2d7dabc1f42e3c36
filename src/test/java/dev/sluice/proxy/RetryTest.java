package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.retrying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.RetryConstraint;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests are repeated, how often, and which never. */
class RetryTest {
    private static final Timeouts NONE = Timeouts.NONE;

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        over.countDown();
        proxy.close();
    }

    private void restart(ProxySettings settings) {
        proxy.close();
        proxy = new Proxy(settings);
    }

    private static RetryPolicy policy(int attempts, Integer... codes) {
        return new RetryPolicy(attempts, List.of(codes), RetryPolicy.UNSPECIFIED);
    }

    private void serve(RetryPolicy policy, Timeouts timeouts, int... ports) {
        proxy.endpoint("one", ports).routes(prefix("/", retrying(policy, timeouts, backend("one"))));
    }

    private String get() throws Exception {
        return proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }

    private String post(String body) throws Exception {
        return proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    /** Answers so many requests with a status and then with 200, and remembers bodies. */
    private RawBackend failing(int times, int status) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        return new RawBackend((connection, _) -> {
            for (; ; ) {
                bodies.add(connection.readResponse().replaceFirst("(?s).*?\r\n\r\n", ""));
                int number = requests.incrementAndGet();
                String text = "answer " + number;
                connection.send("HTTP/1.1 " + (number <= times ? status + " Bad" : "200 OK") + "\r\nContent-Length: "
                        + text.length() + "\r\n\r\n" + text);
            }
        });
    }

    @Test
    void repeatsByCodeWithTheBodyUntilAResponseIsGood() throws Exception {
        try (RawBackend backend = failing(2, 503)) {
            serve(policy(3, 500, 503), NONE, backend.port());
            assertThat(post("the body")).startsWith("HTTP/1.1 200 ").endsWith("answer 3");
            assertThat(bodies).containsExactly("the body", "the body", "the body");
            assertThat(proxy.recorder.retried).hasSize(2);
            assertThat(backend.connections()).isEqualTo(1);
        }
    }

    @Test
    void passesTheLastResponseOnWhenNoTryIsLeft() throws Exception {
        try (RawBackend backend = failing(100, 500)) {
            serve(policy(2, 500), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 500 ").endsWith("answer 3");
            serve(policy(0, 500), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 500 ").endsWith("answer 4");
        }
    }

    private void serve(RetryConstraint constraint, int port) {
        proxy.endpoint("one", port)
                .routes(prefix(
                        "/",
                        retrying(
                                policy(10, 500),
                                NONE,
                                Tables.weighted(
                                        1,
                                        new Backend.Service(
                                                Tables.key("one"), Backend.Protocol.HTTP1, null, null, constraint)))));
    }

    /** On one connection, for each event loop counts by itself. */
    @Test
    void whatThePolicyForTheBackendDoesNotLeaveIsAnsweredBy503() throws Exception {
        try (RawBackend backend = failing(100, 500)) {
            serve(new RetryConstraint(0, 10_000, 2, 3_600_000), backend.port());
            try (RawClient client = proxy.client()) {
                for (int requests : List.of(3, 4, 5)) {
                    assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                            .startsWith("HTTP/1.1 503 ")
                            .doesNotContain("answer");
                    assertThat(bodies).hasSize(requests);
                }
            }
        }
    }

    @Test
    void aPolicyThatLeavesEverythingChangesNothing() throws Exception {
        try (RawBackend backend = failing(2, 500)) {
            serve(new RetryConstraint(100, 10_000, 1, 1_000), backend.port());
            assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("answer 3");
        }
    }

    @Test
    void repeatsNothingThatIsNotAskedFor() throws Exception {
        try (RawBackend backend = failing(100, 503)) {
            serve(policy(3, 500), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 503 ").endsWith("answer 1");
            serve(policy(3), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 503 ").endsWith("answer 2");
        }
    }

    @Test
    void aBodyThatIsTooLongToBeKeptHasOneTry() throws Exception {
        restart(ProxySettings.defaults().with(new ProxySettings.Buffers(10, 1_000)));
        try (RawBackend backend = failing(100, 503)) {
            serve(policy(3, 503), NONE, backend.port());
            assertThat(post("eleven char")).startsWith("HTTP/1.1 503 ").endsWith("answer 1");
            assertThat(post("ten charac")).startsWith("HTTP/1.1 503 ").endsWith("answer 5");
        }
    }

    @Test
    void aBodyHasOneTryIfTooMuchIsKeptAlready() throws Exception {
        restart(ProxySettings.defaults().with(new ProxySettings.Buffers(1_000, 10)));
        try (RawBackend backend = failing(100, 503)) {
            serve(policy(1, 503), NONE, backend.port());
            for (int i = 0; i < 20; i++) {
                assertThat(post("ten charac")).endsWith("answer " + (3 * i + 2));
                assertThat(post("eleven char")).endsWith("answer " + (3 * i + 3));
            }
        }
    }

    @Test
    void goesToAnotherEndpointIfOneDoesNotTakeConnections() throws Exception {
        try (RawBackend backend = failing(0, 0)) {
            serve(policy(1), NONE, Ports.free(), backend.port());
            for (int i = 0; i < 20; i++) {
                assertThat(post("x")).startsWith("HTTP/1.1 200 ");
            }
            serve(policy(0), NONE, Ports.free());
            assertThat(get()).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void movingOnBeforeAnythingWasSentCostsNoTry() throws Exception {
        try (RawBackend backend = failing(1, 503)) {
            serve(policy(1, 503), NONE, Ports.free(), backend.port(), Ports.free());
            assertThat(post("x")).startsWith("HTTP/1.1 200 ");
            assertThat(bodies).containsExactly("x", "x");
            assertThat(proxy.recorder.retried).hasSize(1);
        }
    }

    @Test
    void movingOnBeforeAnythingWasSentNeedsNoBudget() throws Exception {
        restart(ProxySettings.defaults()
                .with(new ProxySettings.Retries(0, 0, Duration.ofMillis(1), Duration.ofMillis(1))));
        try (RawBackend backend = failing(0, 0)) {
            serve(policy(1), NONE, Ports.free(), backend.port(), Ports.free());
            for (int i = 0; i < 20; i++) {
                assertThat(post("x")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(proxy.recorder.retried).isEmpty();
            serve(policy(1, 503), NONE, Ports.free());
            assertThat(get()).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void aBugInATryThatWasPutOffIsTheAnswer() throws Exception {
        try (RawBackend backend = failing(Integer.MAX_VALUE, 503)) {
            serve(new RetryPolicy(1_000_000, List.of(503), 20), NONE, backend.port());
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds(() -> !proxy.recorder.retried.isEmpty());
                int noPort = 70_000;
                proxy.endpoint("one", noPort);
                assertThat(client.readResponse()).startsWith("HTTP/1.1 500 ");
            }
            assertThat(proxy.recorder.awaitFinished(1).getFirst().error()).isEqualTo(ProxyError.Internal.BUG);
            assertThat(proxy.recorder.bugs).hasSize(1);
            proxy.recorder.bugs.clear();
        }
    }

    @Test
    void attemptsOfZeroForbidAnotherEndpointToo() throws Exception {
        try (RawBackend backend = failing(0, 0)) {
            serve(policy(0), NONE, Ports.free(), backend.port());
            int failed = 0;
            for (int i = 0; i < 40; i++) {
                failed += get().startsWith("HTTP/1.1 503 ") ? 1 : 0;
            }
            assertThat(failed).isPositive();
            assertThat(proxy.recorder.retried).isEmpty();
        }
    }

    /** Breaks the first connections once they carry a request. */
    private RawBackend breaking(int times) throws Exception {
        return new RawBackend((connection, number) -> {
            bodies.add(connection.readResponse());
            if (number > times) {
                connection
                        .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                        .readAll();
            }
        });
    }

    @Test
    void aRequestThatMayHaveBeenActedOnIsNotSentAgain() throws Exception {
        try (RawBackend backend = breaking(100)) {
            serve(policy(3, 500, 503), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 502 ");
            serve(policy(3, 502), NONE, backend.port());
            assertThat(post("x")).startsWith("HTTP/1.1 502 ");
            assertThat(bodies).hasSize(2);
        }
    }

    @Test
    void aRequestThatMayBeRepeatedIsIfTheCodesSaySo() throws Exception {
        try (RawBackend backend = breaking(2)) {
            serve(policy(3, 502), NONE, backend.port());
            assertThat(get()).startsWith("HTTP/1.1 200 ");
            assertThat(bodies).hasSize(3);
        }
    }

    /** Answers nothing on the first connections. */
    private RawBackend silent(int times) throws Exception {
        return new RawBackend((connection, number) -> {
            bodies.add(connection.readResponse());
            if (number > times) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
            connection.readAll();
        });
    }

    @Test
    void aTryThatTakesTooLongIsRepeated() throws Exception {
        try (RawBackend backend = silent(2)) {
            serve(policy(10, 500), new Timeouts(0, 500), backend.port());
            assertThat(get()).startsWith("HTTP/1.1 200 ");
            assertThat(bodies).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aPostThatTakesTooLongIsRepeatedOnlyIfTheCodesSaySo() throws Exception {
        try (RawBackend backend = silent(2)) {
            serve(policy(3, 500), new Timeouts(0, 100), backend.port());
            assertThat(post("x")).startsWith("HTTP/1.1 504 ");
            serve(policy(10, 504), new Timeouts(0, 500), backend.port());
            assertThat(post("x")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theTimeoutOfTheRequestEndsAllTries() throws Exception {
        try (RawBackend backend = failing(Integer.MAX_VALUE, 500)) {
            serve(policy(1_000_000, 500), new Timeouts(2_000, 0), backend.port());
            assertThat(get()).startsWith("HTTP/1.1 504 ");
            assertThat(proxy.recorder.retried).isNotEmpty();
        }
    }

    @Test
    void onlyAShareOfTheRequestsMayBeRepeated() throws Exception {
        restart(ProxySettings.defaults()
                .with(new ProxySettings.Retries(0, 1, Duration.ofMinutes(5), Duration.ofMinutes(5))));
        try (RawBackend backend = failing(Integer.MAX_VALUE, 503)) {
            serve(policy(1, 503), NONE, backend.port());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(proxy.client().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            }
            // On each of the two event loops one may wait for its second try.
            proxy.recorder.awaitFinished(2);
            assertThat(proxy.recorder.retried.size()).isBetween(1, 2);
            for (RawClient client : clients) {
                client.close();
            }
            proxy.recorder.awaitFinished(4);
            // Whoever has gone counts no more.
            int before = proxy.recorder.retried.size();
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds(() -> proxy.recorder.retried.size() > before);
            }
        }
    }

    @Test
    void aClientThatLeavesEndsTheTries() throws Exception {
        try (RawBackend backend = failing(Integer.MAX_VALUE, 503)) {
            serve(new RetryPolicy(1_000_000, List.of(503), 20), NONE, backend.port());
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Eventually.holds(() -> proxy.recorder.retried.size() > 2);
            }
            RequestSummary left = proxy.recorder.awaitFinished(1).getFirst();
            assertThat(left.error()).isEqualTo(ProxyError.Downstream.GONE);
            int tries = proxy.recorder.retried.size();
            serve(policy(0), NONE, backend.port());
            for (int i = 0; i < 5; i++) {
                assertThat(get()).startsWith("HTTP/1.1 503 ");
            }
            assertThat(proxy.recorder.retried).hasSize(tries);
        }
    }

    @Test
    void anAnswerBeforeTheBodyIsWholeIsRepeatedWithWhatComesLater() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readUntil("first");
            if (requests.incrementAndGet() == 1) {
                connection
                        .send("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n")
                        .readAll();
            } else {
                bodies.add(connection.readUntil("last"));
                connection
                        .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                        .readAll();
            }
        })) {
            serve(policy(1, 503), NONE, backend.port());
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nfirst ");
                Eventually.holds(() -> requests.get() == 2);
                client.send("last");
                assertThat(client.readResponse()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(bodies).containsExactly(" last");
        }
    }
}

package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Proxy proxy = new Proxy();
    private final CountDownLatch asked = new CountDownLatch(2);
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();

    @AfterEach
    void stop() {
        proxy.close();
    }

    private RawBackend slow() throws Exception {
        RawBackend slow = new RawBackend((connection, _) -> {
            connection.readHead();
            asked.countDown();
            goOn.get(20, TimeUnit.SECONDS);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
        });
        proxy.endpoint("one", slow.port()).routes(prefix("/", backend("one")));
        return slow;
    }

    private CompletableFuture<Void> drain(Duration grace) {
        return proxy.plane.drain(Duration.ZERO, grace).toCompletableFuture();
    }

    /** A request on a connection of its own, not yet sent. */
    private HttpClientRequest http2Request() throws Exception {
        return proxy.vertx
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))
                .request(HttpMethod.GET, proxy.port, "127.0.0.1", "/")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Whoever sends clients here may learn late that this proxy is about to stop. */
    @Test
    void servesThoseWhoComeLateAndTellsThemToGo() throws Exception {
        try (var backend = new RawBackend((connection, _) -> {
                    while (!connection.readHead().isEmpty()) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                RawClient silent = proxy.endpoint("one", backend.port())
                        .routes(prefix("/", backend("one")))
                        .client();
                RawClient kept = proxy.client()) {
            kept.send(GET);
            assertThat(kept.readUntil("ok")).doesNotContainIgnoringCase("connection: close");
            HttpClientRequest request = http2Request();
            CompletableFuture<Integer> goneAway = new CompletableFuture<>();
            request.connection().goAwayHandler(said -> goneAway.complete(said.getLastStreamId()));

            CompletableFuture<Void> drained =
                    proxy.plane.drain(Duration.ofHours(1), Duration.ofHours(1)).toCompletableFuture();
            assertThat(goneAway.get(10, TimeUnit.SECONDS)).isEqualTo(Integer.MAX_VALUE);
            // Streams that were opened before the client heard of it are served.
            assertThat(request.send()
                            .compose(HttpClientResponse::body)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .hasToString("ok");
            for (RawClient client : List.of(kept, silent, proxy.client(), proxy.client())) {
                client.send(GET);
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 OK").containsIgnoringCase("connection: close");
            }
            assertThat(drained).isNotDone();
        }
    }

    @Test
    void endsOnceNobodyComes() throws Exception {
        try (RawClient silent = proxy.routes(prefix("/", backend("one"))).client()) {
            CompletableFuture<Void> drained = proxy.plane
                    .drain(Duration.ofMillis(100), Duration.ofHours(1))
                    .toCompletableFuture();
            assertThat(silent.readAll()).isEmpty();
            drained.get(10, TimeUnit.SECONDS);
            assertThatThrownBy(proxy::client).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void letsRequestsEndAndTellsClients() throws Exception {
        try (RawBackend slow = slow();
                RawClient busy = proxy.client();
                RawClient idle = proxy.client()) {
            assertThat(slow.port()).isPositive();
            HttpClientRequest request = http2Request();
            CompletableFuture<Void> goneAway = new CompletableFuture<>();
            request.connection().goAwayHandler(_ -> goneAway.complete(null));
            var http2 = request.send().compose(HttpClientResponse::body);
            busy.send(GET);
            asked.await();

            CompletableFuture<Void> drained = drain(Duration.ofSeconds(20));
            assertThat(idle.socket.getInputStream().read()).isEqualTo(-1);
            goneAway.get(10, TimeUnit.SECONDS);
            assertThatThrownBy(proxy::client).isInstanceOf(ConnectException.class);
            assertThat(drained).isNotDone();

            goOn.complete(null);
            assertThat(busy.readAll()).startsWith("HTTP/1.1 200 OK").endsWith("ok");
            assertThat(http2.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasToString("ok");
            drained.get(10, TimeUnit.SECONDS);
            assertThat(proxy.plane.connections()).isZero();
        }
    }

    @Test
    void cutsWhatOutlastsTheGracePeriod() throws Exception {
        try (RawBackend slow = slow();
                RawClient busy = proxy.client()) {
            assertThat(slow.port()).isPositive();
            busy.send(GET);
            Eventually.holds(() -> asked.getCount() == 1);
            drain(Duration.ofMillis(200)).get(10, TimeUnit.SECONDS);
            assertThat(busy.readAll()).startsWith("HTTP/1.1 503 ");
            Eventually.holds(() -> proxy.plane.connections() == 0);
        }
    }

    @Test
    void asksClientsToCloseOnNewResponses() throws Exception {
        try (RawBackend slow = slow();
                RawClient busy = proxy.client()) {
            assertThat(slow.port()).isPositive();
            busy.send(GET);
            Eventually.holds(() -> asked.getCount() == 1);
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                idle.add(proxy.client());
            }
            CompletableFuture<Void> drained = drain(Duration.ofSeconds(20));
            // When idle connections of both loops are closed, both know.
            for (RawClient client : idle) {
                assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            }
            goOn.complete(null);
            String response = busy.readAll();
            assertThat(response).startsWith("HTTP/1.1 200 OK");
            assertThat(response.toLowerCase(Locale.ROOT)).contains("connection: close");
            drained.get(10, TimeUnit.SECONDS);
        }
    }
}

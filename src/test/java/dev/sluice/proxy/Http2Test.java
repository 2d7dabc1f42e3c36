package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.Backend.Protocol;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 from clients and to backends, in the clear. */
class Http2Test {
    private final Proxy proxy = new Proxy();
    private EchoBackend echo;
    private HttpClient client;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
        client = proxy.vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp2MaxSize(1));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private void route(Protocol protocol) {
        proxy.routes(prefix("/", backend("one", protocol)));
    }

    private <T> T await(Supplier<Future<T>> action) throws Exception {
        return OnLoop.await(proxy.vertx, action);
    }

    private RequestOptions to(HttpMethod method, String uri) {
        return new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(proxy.port)
                .setURI(uri);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "H2C"})
    void carriesRequestsByPriorKnowledge(Protocol upstream) throws Exception {
        route(upstream);
        Buffer body = await(() -> client.request(to(HttpMethod.POST, "/a?b"))
                .compose(request -> request.authority(HostAndPort.create("www.example.com", 81))
                        .send("hello"))
                .compose(response -> {
                    assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
                    assertThat(response.statusCode()).isEqualTo(200);
                    return response.body();
                }));
        assertThat(body).hasToString("one POST /a?b hello");
        assertThat(echo.last().host()).isEqualTo("www.example.com:81");
        assertThat(echo.last().version()).isEqualTo(upstream == Protocol.H2C ? "HTTP_2" : "HTTP_1_1");
        assertThat(echo.last().headers()).containsEntry("via", "2.0 sluice");
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "H2C"})
    void sendsNoBodyWhereThereIsNone(Protocol upstream) throws Exception {
        route(upstream);
        await(() -> client.request(to(HttpMethod.GET, "/"))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::end));
        assertThat(echo.last().headers()).doesNotContainKeys("transfer-encoding", "content-length");
    }

    @Test
    void carriesHttp1ToHttp2() throws Exception {
        route(Protocol.H2C);
        assertThat(proxy.exchange("POST /x HTTP/1.1\r\nHost: a:1\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close, x-secret\r\nX-Secret: 1\r\nX-Kept: 2\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("one POST /x abc");
        assertThat(echo.last().version()).isEqualTo("HTTP_2");
        assertThat(echo.last().host()).isEqualTo("a:1");
        assertThat(echo.last().headers()).containsEntry("x-kept", "2").doesNotContainKeys("x-secret", "connection");
    }

    /** The JDK's client asks for HTTP/2 by upgrading. */
    @Test
    void upgradesFromHttp1() throws Exception {
        route(Protocol.HTTP1);
        try (var jdk = java.net.http.HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + proxy.port + "/up");
            for (int i = 0; i < 3; i++) {
                var response =
                        jdk.send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
                assertThat(response.body()).isEqualTo("one GET /up ");
            }
            var posted = jdk.send(
                    java.net.http.HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(posted.body()).isEqualTo("one POST /up x");
        }
    }

    /** A wish that cannot be fulfilled may be ignored; Vert.x answers 400 and leaves the client waiting. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: h2c",
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: !!!!",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAT_____"
            })
    void ignoresUpgradesThatAreNotSound(String wish) throws Exception {
        route(Protocol.HTTP1);
        try (RawClient raw = proxy.client()) {
            String rest = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            raw.send("GET /wish HTTP/1.1\r\nHost: a\r\n" + wish + "\r\n\r\n" + rest);
            assertThat(raw.readAll())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("one GET /wish")
                    .contains("one GET /next");
        }
        assertThat(echo.seen())
                .extracting(EchoBackend.Seen::headers)
                .noneMatch(headers -> headers.containsKey("upgrade") || headers.containsKey("http2-settings"));
    }

    @Test
    void joinsCookies() throws Exception {
        route(Protocol.HTTP1);
        RequestOptions options = to(HttpMethod.GET, "/");
        options.addHeader("cookie", "a=1").addHeader("cookie", "b=2");
        await(() -> client.request(options).compose(HttpClientRequest::send).compose(HttpClientResponse::end));
        assertThat(echo.last().headers()).containsEntry("cookie", "a=1; b=2");
    }

    @Test
    void carriesManyStreamsOfOneConnectionAtOnce() throws Exception {
        for (Protocol upstream : List.of(Protocol.HTTP1, Protocol.H2C)) {
            route(upstream);
            List<CompletableFuture<Buffer>> bodies = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String uri = "/" + i;
                bodies.add(OnLoop.start(
                        proxy.vertx,
                        () -> client.request(to(HttpMethod.GET, uri))
                                .compose(HttpClientRequest::send)
                                .compose(HttpClientResponse::body)));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(bodies.get(i).get(20, TimeUnit.SECONDS)).hasToString("one GET /" + i + " ");
            }
        }
        assertThat(proxy.plane.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP1", "H2C"})
    void refusesAmbiguousRequests(Protocol upstream) throws Exception {
        route(upstream);
        for (String[] header : new String[][] {
            {"te", "gzip"}, {"expect", "something"}, {"keep-alive", "1"}, {"proxy-connection", "close"}
        }) {
            RequestOptions options = to(HttpMethod.GET, "/");
            options.addHeader(header[0], header[1]);
            int status;
            try {
                status = await(() -> client.request(options).compose(HttpClientRequest::send))
                        .statusCode();
            } catch (ExecutionException reset) {
                assertThat(reset).hasCauseInstanceOf(StreamResetException.class);
                status = 400;
            }
            assertThat(status).as(header[0]).isIn(400, 417);
        }
        assertThat(await(() -> client.request(to(HttpMethod.GET, "/a#b")).compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(400);
        assertThat(echo.seen()).isEmpty();
    }

    @Test
    void resetsTheStreamOfACutResponse() throws Exception {
        try (RawBackend halfway = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        })) {
            proxy.endpoint("one", halfway.port());
            route(Protocol.HTTP1);
            assertThatThrownBy(() -> await(() -> client.request(to(HttpMethod.GET, "/"))
                            .compose(HttpClientRequest::send)
                            .compose(HttpClientResponse::body)))
                    .hasCauseInstanceOf(StreamResetException.class);
        }
    }

    @Test
    void resetsTheBackendIfTheClientResetsTheStream() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> left = new CompletableFuture<>();
        try (RawBackend silent = new RawBackend((connection, _) -> {
            connection.readHead();
            asked.complete(null);
            connection.readAll();
            left.complete(null);
        })) {
            proxy.endpoint("one", silent.port());
            route(Protocol.HTTP1);
            HttpClientRequest request = await(() -> client.request(to(HttpMethod.GET, "/")));
            request.send();
            asked.get(10, TimeUnit.SECONDS);
            request.reset(8);
            left.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesTheConnectionOfAClientThatResetsTooMuch() throws Exception {
        route(Protocol.HTTP1);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        HttpClientRequest first = await(() -> client.request(to(HttpMethod.GET, "/")));
        first.connection().closeHandler(_ -> closed.complete(null));
        first.send();
        for (int i = 0; i < 2_000 && !closed.isDone(); i++) {
            try {
                HttpClientRequest request = await(() -> client.request(to(HttpMethod.POST, "/")));
                request.exceptionHandler(_ -> {}).setChunked(true).sendHead();
                request.reset(8);
            } catch (ExecutionException refused) {
                break;
            }
        }
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void refusesALargeHeader() throws Exception {
        route(Protocol.HTTP1);
        RequestOptions options = to(HttpMethod.GET, "/");
        options.addHeader("x-big", "x".repeat(100_000));
        int status;
        try {
            status = await(() -> client.request(options).compose(HttpClientRequest::send))
                    .statusCode();
        } catch (ExecutionException refused) {
            status = 431;
        }
        assertThat(status).isEqualTo(431);
        assertThat(echo.seen()).isEmpty();
    }

    @Test
    void limitsConcurrentStreams() throws Exception {
        route(Protocol.HTTP1);
        HttpClientRequest request = await(() -> client.request(to(HttpMethod.GET, "/")));
        assertThat(request.connection().remoteSettings().getMaxConcurrentStreams())
                .isEqualTo(ProxySettings.defaults().limits().concurrentStreams());
        request.send();
    }

    @Test
    void survivesTheEndOfAnUpstreamConnection() throws Exception {
        route(Protocol.H2C);
        int port = echo.port();
        await(() -> client.request(to(HttpMethod.GET, "/"))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::end));
        echo.close();
        assertThat(await(() -> client.request(to(HttpMethod.GET, "/")).compose(HttpClientRequest::send))
                        .statusCode())
                .isEqualTo(503);
        assertThat(port).isPositive();
        echo = new EchoBackend(proxy.vertx, "again");
        proxy.endpoint("one", echo.port());
        Buffer body = await(() -> client.request(to(HttpMethod.GET, "/"))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body));
        assertThat(body).hasToString("again GET / ");
    }
}

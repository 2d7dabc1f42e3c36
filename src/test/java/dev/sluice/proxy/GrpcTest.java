package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC as it is on the wire: HTTP/2 streams that end with trailers. */
class GrpcTest {
    private final Proxy proxy = new Proxy();
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() {
        server = proxy.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(GrpcTest::serve);
        server.listen().toCompletionStage().toCompletableFuture().join();
        proxy.endpoint("grpc", server.actualPort());
        client = proxy.vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private static void serve(HttpServerRequest request) {
        assertThat(request.getHeader("te")).isEqualTo("trailers");
        var response = request.response().putHeader("content-type", "application/grpc");
        switch (request.path()) {
            case "/s/Unary" ->
                request.body()
                        .onSuccess(body -> response.putTrailer("grpc-status", "0")
                                .putTrailer("custom", "yes")
                                .end(body));
            case "/s/Fails" ->
                response.putHeader("grpc-status", "7")
                        .putHeader("grpc-message", "no")
                        .end();
            case "/s/Stream" -> {
                request.handler(response::write);
                request.endHandler(_ -> response.putTrailer("grpc-status", "0").end());
            }
            default -> {
                // Never answers.
            }
        }
    }

    private void route(Candidate... candidates) {
        proxy.routes(candidates);
    }

    private Candidate all() {
        return prefix("/s", backend("grpc", Backend.Protocol.H2C));
    }

    private <T> T await(Supplier<Future<T>> action) throws Exception {
        return OnLoop.await(proxy.vertx, action);
    }

    private Future<HttpClientRequest> call(String method) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(proxy.port)
                .setURI(method)
                .addHeader("content-type", "application/grpc+proto")
                .addHeader("te", "trailers");
        return client.request(options);
    }

    private HttpClientResponse unary(String method) throws Exception {
        return await(() -> call(method)
                .compose(request -> request.send("message"))
                .compose(response -> response.end().map(response)));
    }

    @Test
    void carriesUnaryCallsWithTheirTrailers() throws Exception {
        route(all());
        StringBuilder body = new StringBuilder();
        HttpClientResponse response = await(() -> call("/s/Unary")
                .compose(request -> request.send("message"))
                .compose(answer -> answer.handler(chunk -> body.append(chunk.toString()))
                        .end()
                        .map(answer)));
        assertThat(body).hasToString("message");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.getHeader("content-type")).isEqualTo("application/grpc");
        assertThat(response.getTrailer("grpc-status")).isEqualTo("0");
        assertThat(response.getTrailer("custom")).isEqualTo("yes");
    }

    @Test
    void keepsAResponseOfTrailersAlone() throws Exception {
        route(all());
        HttpClientResponse response = unary("/s/Fails");
        assertThat(response.getHeader("grpc-status")).isEqualTo("7");
        assertThat(response.getHeader("grpc-message")).isEqualTo("no");
    }

    @Test
    void carriesBothDirectionsAtOnce() throws Exception {
        route(all());
        HttpClientRequest request = await(() -> call("/s/Stream"));
        request.setChunked(true);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        request.response().onSuccess(response -> {
            response.handler(chunk -> received.add(chunk.toString()));
            response.endHandler(_ -> received.add("status " + response.getTrailer("grpc-status")));
        });
        for (int i = 0; i < 500; i++) {
            request.write(Buffer.buffer("ping " + i));
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("ping " + i);
        }
        request.end();
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("status 0");
    }

    @Test
    void answersErrorsWithAGrpcStatus() throws Exception {
        route(
                prefix("/s", rule(List.of(), new Timeouts(200, 0), backend("grpc", Backend.Protocol.H2C))),
                prefix("/empty", backend("nothing", Backend.Protocol.H2C)),
                prefix("/invalid", new Backends.Weighted(1, new Backend.Invalid("no such Service"), List.of())));
        assertStatus(unary("/other/Method"), "12");
        assertStatus(unary("/empty/Method"), "14");
        assertStatus(unary("/invalid/Method"), "14");
        assertStatus(unary("/s/Silent"), "4");
    }

    private static void assertStatus(HttpClientResponse response, String status) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.getHeader("grpc-status")).isEqualTo(status);
        assertThat(response.getHeader("content-type")).isEqualTo("application/grpc");
    }

    @Test
    void mirrorsGetCallsOfTheirOwnWhoseStatusNobodySees() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer mirror = proxy.vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    seen.add(request.version() + " " + request.path() + " " + request.getHeader("te") + " "
                            + request.getHeader("content-type") + " " + body);
                    request.response()
                            .putHeader("content-type", "application/grpc")
                            .putTrailer("grpc-status", "13")
                            .end();
                }));
        mirror.listen().toCompletionStage().toCompletableFuture().join();
        proxy.endpoint("mirror", mirror.actualPort());
        HttpFilter copies =
                new HttpFilter.Mirror(new Backend.Service(Tables.key("mirror"), Backend.Protocol.H2C), 1, 1);
        route(prefix("/s", Tables.rule(List.of(copies), Timeouts.NONE, backend("grpc", Backend.Protocol.H2C))));
        for (int i = 1; i <= 3; i++) {
            int calls = i;
            HttpClientResponse response = unary("/s/Unary");
            assertThat(response.getTrailer("grpc-status")).isEqualTo("0");
            Eventually.holds(() -> seen.size() == calls);
        }
        assertThat(seen).containsOnly("HTTP_2 /s/Unary trailers application/grpc+proto message");
        mirror.close().toCompletionStage().toCompletableFuture().join();
        assertThat(unary("/s/Unary").getTrailer("grpc-status")).isEqualTo("0");
    }
}

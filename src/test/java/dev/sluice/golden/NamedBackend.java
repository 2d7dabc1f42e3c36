package dev.sluice.golden;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Answers with its name and with what it was asked, in headers that begin with {@code seen-}. */
final class NamedBackend {
    private final String name;
    private final HttpServer server;

    NamedBackend(Vertx vertx, String name) {
        this.name = name;
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::answer);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        var response = request.response()
                .putHeader("x-set", "old")
                .putHeader("x-remove", "old")
                .putHeader("seen-backend", name)
                .putHeader("seen-path", request.uri())
                .putHeader("seen-host", request.host());
        for (String header : request.headers().names()) {
            response.putHeader(
                    "seen-header." + header, String.join(",", request.headers().getAll(header)));
        }
        response.end();
    }

    int port() {
        return server.actualPort();
    }
}

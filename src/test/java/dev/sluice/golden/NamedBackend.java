package dev.sluice.golden;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;

/** Answers with its name and with what it was asked, in headers that begin with {@code seen-}. */
final class NamedBackend {
    private final String name;
    private final HttpServer server;

    /** @param tls whether it speaks TLS, with the certificate of src/test/resources/tls */
    NamedBackend(Vertx vertx, String name, boolean tls) {
        this.name = name;
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        if (tls) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath("src/test/resources/tls/backend.crt")
                            .setKeyPath("src/test/resources/tls/backend.key"));
        }
        server = vertx.createHttpServer(options).requestHandler(this::answer);
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

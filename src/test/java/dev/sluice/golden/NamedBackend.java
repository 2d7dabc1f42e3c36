package dev.sluice.golden;

import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;

/** Answers with its name and with what it was asked, in headers that begin with {@code seen-}. */
final class NamedBackend {
    private final String name;

    private NamedBackend(String name) {
        this.name = name;
    }

    /**
     * One that speaks HTTP; returns its port.
     *
     * @param tls whether it speaks it in TLS, with the certificate of src/test/resources/tls
     */
    static int of(Vertx vertx, String name, boolean tls) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        if (tls) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath("src/test/resources/tls/backend.crt")
                            .setKeyPath("src/test/resources/tls/backend.key"));
        }
        HttpServer server = vertx.createHttpServer(options).requestHandler(new NamedBackend(name)::answer);
        return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
    }

    /** One that answers every datagram with its name; returns its port. */
    static int ofDatagrams(Vertx vertx, String name) {
        DatagramSocket socket = vertx.createDatagramSocket();
        socket.handler(packet ->
                socket.send(name, packet.sender().port(), packet.sender().host()));
        return socket.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .localAddress()
                .port();
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
}

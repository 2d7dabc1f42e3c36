package dev.sluice.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that answers with its name and what it was asked, in HTTP/1.1 and in HTTP/2 without TLS. */
final class EchoBackend implements AutoCloseable {
    /** A request as it came. */
    record Seen(String version, String method, String uri, String host, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final String name;

    EchoBackend(Vertx vertx, String name) {
        this.name = name;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setMaxHeaderSize(1 << 20)
                        .setMaxInitialLineLength(1 << 16)
                        .setHandle100ContinueAutomatically(true))
                .requestHandler(this::answer);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Map<String, String> headers = new TreeMap<>();
            request.headers()
                    .forEach((header, value) ->
                            headers.merge(header.toLowerCase(Locale.ROOT), value, (one, two) -> one + "|" + two));
            seen.add(new Seen(
                    request.version().name(),
                    request.method().name(),
                    request.uri(),
                    request.host(),
                    headers,
                    body.toString()));
            request.response()
                    .putHeader("x-backend", name)
                    .putHeader("x-uri", request.uri())
                    .end(Buffer.buffer(name + " " + request.method() + " " + request.uri() + " " + body));
        });
    }

    int port() {
        return server.actualPort();
    }

    /** All requests so far. */
    List<Seen> seen() {
        return seen;
    }

    Seen last() {
        return seen.getLast();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}

package dev.sluice.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket with the JDK's client, to a backend that answers texts by its name and the text. */
final class WebSocketChat {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    WebSocketChat(HttpClient client, int port, String path) {
        URI uri = URI.create("ws://127.0.0.1:" + port + path);
        socket = client.newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        received.add(text.toString());
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                        received.add("closed " + status);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable error) {
                        received.add("failed " + error);
                    }
                })
                .join();
    }

    /** A backend, open on its own port. */
    static HttpServer backend(Vertx vertx, String name) {
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .webSocketHandler(
                        socket -> socket.textMessageHandler(text -> socket.writeTextMessage(name + " " + text)));
        return server.listen().toCompletionStage().toCompletableFuture().join();
    }

    /** The answer to a text; null if none came within ten seconds. */
    String say(String text) throws InterruptedException {
        socket.sendText(text, true).join();
        return received.poll(10, TimeUnit.SECONDS);
    }

    /** How it ended: {@code closed 1000} if all is well. */
    String close() throws InterruptedException {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        return received.poll(10, TimeUnit.SECONDS);
    }
}

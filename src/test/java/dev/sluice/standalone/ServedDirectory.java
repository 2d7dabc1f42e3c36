package dev.sluice.standalone;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.control.ActiveRoutes;
import dev.sluice.control.ControlLoop;
import dev.sluice.control.LoopObserver;
import dev.sluice.proxy.DataPlane;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Standalone mode as a whole in this process, on a directory with one route. Every version of the route marks its answers
 * by a header.
 */
final class ServedDirectory implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final HttpServer backend;
    private final DataPlane plane;
    private final StatusBoard board = new StatusBoard(_ -> {});
    private final Standalone standalone;
    private final ControlLoop loop;
    private final int port;

    ServedDirectory(Path directory) throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            byte[] body = "backend".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        backend.start();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                directory.resolve("gateway.yaml"),
                ExampleFiles.gateway(port, backend.getAddress().getPort()));
        FileChange.WRITTEN_IN_PLACE.make(directory, 0);
        ResourceStore store = new ResourceStore();
        EndpointDirectory endpoints = new EndpointDirectory();
        standalone = new Standalone(
                directory, CompileSettings.DEFAULT_CONTROLLER_NAME, store, endpoints, board, InstantSource.system());
        plane = new DataPlane(vertx, endpoints, ProxySettings.defaults(), ProxyObserver.NONE);
        ActiveRoutes routes = new ActiveRoutes();
        routes.follow(plane);
        loop = new ControlLoop(
                store,
                new Compiler(new CompileSettings(
                        CompileSettings.DEFAULT_CONTROLLER_NAME,
                        new CompileSettings.Addressing.Pool(List.of("127.0.0.1")))),
                routes,
                standalone,
                LoopObserver.NONE);
        board.start();
        standalone.start(loop);
        loop.start();
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        standalone.close();
        loop.close();
        board.close();
        plane.drain(Duration.ZERO).toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        backend.stop(0);
    }
}

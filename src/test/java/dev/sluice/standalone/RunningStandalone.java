package dev.sluice.standalone;

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
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Standalone mode as the application wires it, on a directory, without Quarkus. All Gateways get the loopback address. */
final class RunningStandalone implements AutoCloseable {
    final StatusBoard board;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final DataPlane plane;
    private final Standalone standalone;
    private final ControlLoop loop;

    RunningStandalone(Path directory, Consumer<String> shown) throws IOException {
        board = new StatusBoard(shown);
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
        plane.onChange(_ -> loop.trigger());
        board.start();
        standalone.start(loop);
        loop.start();
    }

    @Override
    public void close() throws IOException {
        standalone.close();
        loop.close();
        board.close();
        plane.drain(Duration.ZERO, Duration.ZERO).toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

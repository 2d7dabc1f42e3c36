package dev.sluice.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Uses Vert.x's clients on their event loop: from another thread they may lose what comes before a handler is set. */
final class OnLoop {
    private OnLoop() {}

    static <T> CompletableFuture<T> start(Vertx vertx, Supplier<Future<T>> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        vertx.runOnContext(_ -> action.get().onSuccess(result::complete).onFailure(result::completeExceptionally));
        return result;
    }

    static <T> T await(Vertx vertx, Supplier<Future<T>> action) throws Exception {
        return start(vertx, action).get(20, TimeUnit.SECONDS);
    }
}

package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.impl.VertxInternal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The sockets that are open, kept to what the table wants. Everything here runs on one executor. */
final class ListeningSockets {
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final VertxInternal vertx;
    private final EventExecutor executor;
    private final Map<EventLoop, Worker> workers;
    private final Serving serving;
    private final Runnable changed;
    private final Map<SocketKey, ListeningSocket> open = new HashMap<>();
    private final Map<SocketKey, String> failures = new HashMap<>();
    private Set<SocketKey> wanted = Set.of();
    private long retryMillis = FIRST_RETRY_MILLIS;
    private boolean retrying;

    /**
     * Creates none yet.
     *
     * @param changed run when a socket that had failed has opened by itself
     */
    ListeningSockets(
            VertxInternal vertx,
            EventExecutor executor,
            Map<EventLoop, Worker> workers,
            Serving serving,
            Runnable changed) {
        this.vertx = vertx;
        this.executor = executor;
        this.workers = workers;
        this.serving = serving;
        this.changed = changed;
    }

    /**
     * Opens and closes sockets to match.
     *
     * @return completes when all wanted ones are open or have failed
     */
    CompletableFuture<Void> match(Set<SocketKey> sockets) {
        wanted = sockets;
        failures.keySet().retainAll(sockets);
        for (SocketKey key : List.copyOf(open.keySet())) {
            if (!sockets.contains(key)) {
                close(key);
            }
        }
        retryMillis = FIRST_RETRY_MILLIS;
        return openMissing();
    }

    /** What could not be opened, and why. */
    Map<SocketKey, String> failures() {
        return Map.copyOf(failures);
    }

    private CompletableFuture<Void> openMissing() {
        CompletableFuture<?>[] opening = wanted.stream()
                .filter(key -> !open.containsKey(key))
                .map(this::open)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(opening).thenRun(this::retryLater);
    }

    private CompletableFuture<Void> open(SocketKey key) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (key.transport() == SocketKey.Transport.UDP) {
            failures.put(key, "UDP is not served");
            done.complete(null);
            return done;
        }
        ListeningSocket socket = new ListeningSocket(vertx, key, workers, serving);
        open.put(key, socket);
        socket.binding()
                .addListener(bound -> executor.execute(() -> {
                    if (bound.isSuccess()) {
                        failures.remove(key);
                    } else if (open.remove(key, socket)) {
                        failures.put(key, BindFailures.inWords(bound.cause()));
                    }
                    done.complete(null);
                }));
        return done;
    }

    private void retryLater() {
        if (failures.isEmpty() || retrying) {
            return;
        }
        retrying = true;
        executor.schedule(this::retry, retryMillis, TimeUnit.MILLISECONDS);
        retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
    }

    private void retry() {
        retrying = false;
        Map<SocketKey, String> before = failures();
        openMissing().thenRun(() -> {
            if (!failures.equals(before)) {
                changed.run();
            }
        });
    }

    private void close(SocketKey key) {
        ListeningSocket socket = open.remove(key);
        if (socket == null) {
            return;
        }
        socket.close();
        long limit = serving.settings().times().drain().toMillis();
        for (Worker worker : workers.values()) {
            worker.loop().execute(() -> worker.drain(key::equals, limit));
            worker.schedule(() -> worker.cutDraining(key::equals), limit, TimeUnit.MILLISECONDS);
        }
    }

    /** Accepts nothing more. */
    void closeAll() {
        wanted = Set.of();
        failures.clear();
        open.values().forEach(ListeningSocket::close);
        open.clear();
    }
}

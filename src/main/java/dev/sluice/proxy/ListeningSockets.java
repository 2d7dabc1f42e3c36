package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
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
    private final Map<SocketKey, OpenSocket> open = new HashMap<>();
    private final Map<SocketKey, String> failures = new HashMap<>();
    private Set<SocketKey> wanted = Set.of();
    private long retryMillis = FIRST_RETRY_MILLIS;
    private boolean retrying;
    private int turn;

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
     * Opens and closes sockets to match. What is new opens before what is no longer wanted closes, so that a client that
     * follows a move is answered by one of both, except where the two cannot be open together.
     *
     * @param closed run when the last connection of what is closed has been told to end
     * @return completes when all wanted ones are open or have failed
     */
    CompletableFuture<Void> match(Set<SocketKey> sockets, Runnable closed) {
        wanted = sockets;
        failures.keySet().retainAll(sockets);
        retryMillis = FIRST_RETRY_MILLIS;
        List<SocketKey> later = new ArrayList<>();
        List<SocketKey> now = new ArrayList<>();
        for (SocketKey key : missing()) {
            (open.keySet().stream().anyMatch(other -> !sockets.contains(other) && excludes(other, key)) ? later : now)
                    .add(key);
        }
        return open(now)
                .thenCompose(_ -> closeUnwanted(closed))
                .thenCompose(_ -> open(later.stream()
                        .filter(key -> wanted.contains(key) && !open.containsKey(key))
                        .toList()))
                .thenRun(this::retryLater);
    }

    /** Whether two sockets cannot be open together: one port, and one address or all of them. */
    private static boolean excludes(SocketKey one, SocketKey other) {
        return one.transport() == other.transport()
                && one.port() == other.port()
                && (isWildcard(one) || isWildcard(other) || one.address().equals(other.address()));
    }

    private static boolean isWildcard(SocketKey key) {
        return key.address().equals("0.0.0.0") || key.address().equals("::");
    }

    /** What could not be opened, and why. */
    Map<SocketKey, String> failures() {
        return Map.copyOf(failures);
    }

    private List<SocketKey> missing() {
        return wanted.stream().filter(key -> !open.containsKey(key)).toList();
    }

    private CompletableFuture<Void> open(List<SocketKey> keys) {
        return CompletableFuture.allOf(keys.stream().map(this::open).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> open(SocketKey key) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        OpenSocket socket =
                switch (key.transport()) {
                    case TCP -> new ListeningSocket(vertx, key, workers, serving);
                    case UDP -> new DatagramPort(key, nextWorker());
                };
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
        open(missing()).thenRun(() -> {
            retryLater();
            if (!failures.equals(before)) {
                changed.run();
            }
        });
    }

    /** Completes when the sockets are closed; their connections end when no request is under way, or after a time. */
    private CompletableFuture<Void> closeUnwanted(Runnable closed) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        List<CompletableFuture<Void>> draining = new ArrayList<>();
        for (SocketKey key : List.copyOf(open.keySet())) {
            OpenSocket socket = wanted.contains(key) ? null : open.remove(key);
            if (socket != null) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                socket.close(() -> executor.execute(() -> done.complete(null)));
                closing.add(done);
                // Only now: what was accepted last is among the connections by then.
                draining.add(done.thenCompose(_ -> drain(key)));
            }
        }
        CompletableFuture.allOf(draining.toArray(CompletableFuture<?>[]::new)).thenRun(closed);
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> drain(SocketKey key) {
        long limit = serving.settings().times().drain().toMillis();
        return CompletableFuture.allOf(workers.values().stream()
                .map(worker -> {
                    worker.schedule(() -> worker.cutDraining(key::equals), limit, serving.observer()::bug);
                    return CompletableFuture.runAsync(() -> worker.drain(key::equals, limit), worker.loop());
                })
                .toArray(CompletableFuture<?>[]::new));
    }

    private Worker nextWorker() {
        List<Worker> all = List.copyOf(workers.values());
        return all.get(Math.floorMod(turn++, all.size()));
    }

    /**
     * Accepts nothing more; flows of datagrams go on.
     *
     * @return completes when what was accepted last is among the connections
     */
    CompletableFuture<Void> drainAll() {
        wanted = Set.of();
        failures.clear();
        return CompletableFuture.allOf(open.values().stream()
                .map(socket -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    socket.drain(() -> done.complete(null));
                    return done;
                })
                .toArray(CompletableFuture<?>[]::new));
    }

    void closeAll() {
        open.values().forEach(socket -> socket.close(() -> {}));
        open.clear();
    }
}

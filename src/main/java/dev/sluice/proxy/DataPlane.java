package dev.sluice.proxy;

import dev.sluice.proxy.TlsContexts.Inside;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.ServingReport.ListenerFailure;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.TableFollower;
import dev.sluice.routing.TlsListener;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The data plane. Serves each table that it is given, on all event loops of a Vert.x instance, until it is drained.
 * Safe to use from any thread.
 */
public final class DataPlane implements TableFollower {
    private static final long LAST_SPANS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Serving serving;
    private final TlsContexts tls;
    private final UpstreamTlsContexts upstreamTls;
    private final HostAddresses hosts;
    private final EventExecutor executor;
    private final Map<EventLoop, Worker> workers = new IdentityHashMap<>();
    private final ListeningSockets sockets;
    private volatile Consumer<ServingReport> listener = _ -> {};
    private List<ListenerFailure> unusable = List.of();
    private boolean stopped;

    /**
     * Creates a data plane that serves nothing yet.
     *
     * @param vertx whose event loops do the work
     * @param endpoints the live endpoints, looked up at each request
     */
    public DataPlane(Vertx vertx, EndpointDirectory endpoints, ProxySettings settings, ProxyObserver observer) {
        VertxInternal internal = (VertxInternal) vertx;
        serving = new Serving(endpoints, settings, observer);
        SslProvider provider = TlsContexts.provider(settings.tlsEngine());
        tls = new TlsContexts(provider);
        upstreamTls = new UpstreamTlsContexts(provider);
        hosts = new HostAddresses(internal, endpoints, settings.hosts(), observer);
        executor = internal.getAcceptorEventLoopGroup().next();
        for (EventExecutor loop : internal.getEventLoopGroup()) {
            ContextInternal context = internal.createEventLoopContext((EventLoop) loop, null, classLoader());
            Worker worker = new Worker(context, serving);
            workers.put(worker.loop(), worker);
            worker.loop().execute(worker::startSweeping);
        }
        sockets = new ListeningSockets(internal, executor, workers, serving, this::changed);
    }

    private static ClassLoader classLoader() {
        return Thread.currentThread().getContextClassLoader();
    }

    /** Sets who is told when a socket that had failed could be opened later, without a new table. */
    public void onChange(Consumer<ServingReport> listener) {
        this.listener = listener;
    }

    /**
     * Sets what the tokens of sessions are sealed with; before, each data plane has a key of its own. Replicas that are
     * to know each other's sessions, and processes those of the ones before them, need the same.
     *
     * @param secrets at least one, of at least 16 bytes each; the first seals new tokens, all open them
     */
    public void useSessionKeys(List<byte[]> secrets) {
        serving.use(SessionKeys.of(secrets));
    }

    @Override
    public synchronized CompletionStage<ServingReport> serve(RouteTable table) {
        if (stopped) {
            return CompletableFuture.completedFuture(new ServingReport(table.generation(), Map.of()));
        }
        Map<SocketKey, ServedPort> ports = new HashMap<>();
        List<ListenerFailure> failures = new ArrayList<>();
        for (PortBinding binding : table.ports()) {
            ports.put(
                    binding.socket(),
                    new ServedPort(binding, contexts(binding, failures), upstreamTls.of(binding, table.backendTls())));
        }
        hosts.follow(table.hosts());
        tls.swapped();
        upstreamTls.swapped();
        unusable = List.copyOf(failures);
        ServedTable next = new ServedTable(table.generation(), Map.copyOf(ports));
        ServedTable meanwhile = next.withClosing(serving.table());
        serving.swap(meanwhile);
        CompletableFuture<ServingReport> report = new CompletableFuture<>();
        Set<SocketKey> wanted = Set.copyOf(ports.keySet());
        executor.execute(() -> sockets.match(wanted, () -> replace(meanwhile, next))
                .thenRun(() -> report.complete(report(table.generation(), failures))));
        return report;
    }

    @SuppressWarnings("ReferenceEquality") // A table that came later stays.
    private synchronized void replace(ServedTable expected, ServedTable next) {
        if (serving.table() == expected) {
            serving.swap(next);
        }
    }

    private Map<String, SslContext> contexts(PortBinding binding, List<ListenerFailure> failures) {
        if (!(binding.routes() instanceof PortRoutes.Tls routes)) {
            return Map.of();
        }
        Map<String, SslContext> contexts = new HashMap<>();
        for (TlsListener listener : routes.listeners().values()) {
            try {
                switch (listener) {
                    case TlsListener.Https https -> contexts.put(https.name(), tls.of(https.tls(), Inside.HTTP));
                    case TlsListener.Terminate terminate ->
                        contexts.put(terminate.name(), tls.of(terminate.tls(), Inside.BYTES));
                    case TlsListener.Passthrough _, TlsListener.Unusable _ -> {
                        // TLS does not end here.
                    }
                }
            } catch (GeneralSecurityException unusableCertificate) {
                failures.add(new ListenerFailure(
                        binding.gateway(), listener.name(), String.valueOf(unusableCertificate.getMessage())));
            }
        }
        return Map.copyOf(contexts);
    }

    private ServingReport report(long generation, List<ListenerFailure> certificateFailures) {
        return new ServingReport(generation, sockets.failures(), certificateFailures);
    }

    private void changed() {
        List<ListenerFailure> certificateFailures;
        synchronized (this) {
            certificateFailures = unusable;
        }
        listener.accept(report(serving.table().generation(), certificateFailures));
    }

    /** Open client connections on all sockets together. */
    public int connections() {
        return serving.connections();
    }

    /** Open flows of datagrams on all sockets together. */
    public int flows() {
        return serving.flowLimit().flows();
    }

    /**
     * Stops: lets requests under way end, says so to clients by {@code Connection: close} or GOAWAY, and ends what is left
     * after a time. Flows of datagrams have no end: they go on until they have been silent for too long, or for all of
     * that time. Tables that come later are not served.
     *
     * <p>Connections that still come are served, a request each, and the sockets are closed once none has come for a
     * while: whoever sends them here may learn late that they should go elsewhere, and one that the kernel has accepted
     * when its socket closes is lost.
     *
     * @param quiet for how long no connection may have come before the sockets are closed; zero closes them at once
     * @param grace how long all of it may take
     * @return completes when no connection and no flow is left
     */
    public synchronized CompletionStage<Void> drain(Duration quiet, Duration grace) {
        stopped = true;
        CompletableFuture<Void> done = new CompletableFuture<>();
        long now = System.nanoTime();
        long deadline = now + grace.toNanos();
        done.thenRun(hosts::close);
        serving.stop();
        onAllLoops(worker -> {
                    worker.hurrySpans();
                    worker.announceEnd();
                })
                .thenRunAsync(() -> awaitQuiet(now, quiet.toNanos(), deadline, done), executor);
        return done;
    }

    private void awaitQuiet(long sinceNanos, long quietNanos, long deadline, CompletableFuture<Void> done) {
        long now = System.nanoTime();
        long quiet = Math.min(now - sinceNanos, now - serving.lastConnected());
        long wait = Math.min(quietNanos - quiet, deadline - now);
        if (wait > 0) {
            executor.schedule(() -> awaitQuiet(sinceNanos, quietNanos, deadline, done), wait, TimeUnit.NANOSECONDS);
            return;
        }
        sockets.drainAll()
                .thenCompose(_ -> onAllLoops(
                        worker -> worker.drain(_ -> true, Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - now)))))
                .thenRunAsync(() -> awaitIdle(deadline, done), executor);
    }

    private void awaitIdle(long deadline, CompletableFuture<Void> done) {
        if (serving.connections() == 0 && flows() == 0) {
            sockets.closeAll();
            awaitSpans(System.nanoTime() + Math.min(LAST_SPANS_NANOS, deadline - System.nanoTime()), done);
        } else if (System.nanoTime() - deadline >= 0) {
            sockets.closeAll();
            onAllLoops(worker -> {
                        worker.cutDraining(_ -> true);
                        worker.stop();
                    })
                    .thenRun(() -> done.complete(null));
        } else {
            executor.schedule(() -> awaitIdle(deadline, done), 10, TimeUnit.MILLISECONDS);
        }
    }

    /** The last requests have only just been traced. */
    private void awaitSpans(long deadline, CompletableFuture<Void> done) {
        if (serving.spans() == 0 || System.nanoTime() - deadline >= 0) {
            onAllLoops(Worker::stop).thenRun(() -> done.complete(null));
        } else {
            executor.schedule(() -> awaitSpans(deadline, done), 10, TimeUnit.MILLISECONDS);
        }
    }

    private CompletableFuture<Void> onAllLoops(Consumer<Worker> action) {
        return CompletableFuture.allOf(workers.values().stream()
                .map(worker -> CompletableFuture.runAsync(() -> action.accept(worker), worker.loop()))
                .toArray(CompletableFuture<?>[]::new));
    }
}

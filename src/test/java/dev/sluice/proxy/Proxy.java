package dev.sluice.proxy;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.ServingReport;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A data plane for a test, with its own Vert.x. */
final class Proxy implements AutoCloseable {
    final Vertx vertx;
    final EndpointDirectory endpoints = new EndpointDirectory();
    final Recorder recorder = new Recorder();
    final DataPlane plane;
    final int port = Ports.free();

    /** Remembers what it is told. */
    static final class Recorder implements ProxyObserver {
        final List<RequestSummary> finished = new CopyOnWriteArrayList<>();
        /** The first of them. */
        final List<StreamSummary> streams = new CopyOnWriteArrayList<>();

        final LongAdder streamsOver = new LongAdder();
        final List<Throwable> bugs = new CopyOnWriteArrayList<>();
        final List<String> tlsFailures = new CopyOnWriteArrayList<>();
        final List<EndpointKey> hostsUnknown = new CopyOnWriteArrayList<>();
        final List<Endpoint> replayed = new CopyOnWriteArrayList<>();

        final List<Endpoint> retried = new CopyOnWriteArrayList<>();
        final List<Endpoint> failed = new CopyOnWriteArrayList<>();
        final List<String> spansDropped = new CopyOnWriteArrayList<>();
        final LongAdder spansExported = new LongAdder();
        final List<EndpointKey> mirrorsDropped = new CopyOnWriteArrayList<>();

        private final LongAdder idle = new LongAdder();
        private final LongAdder pending = new LongAdder();
        private final LongAdder waiting = new LongAdder();

        /** What all pools together were last told to hold. */
        PoolState pools() {
            return new PoolState(idle.intValue(), pending.intValue(), waiting.intValue());
        }

        @Override
        public void poolsChanged(PoolState change) {
            idle.add(change.idle());
            pending.add(change.pending());
            waiting.add(change.waiting());
        }

        /** Waits until at least so many requests are over. */
        List<RequestSummary> awaitFinished(int count) {
            Eventually.holds(() -> finished.size() >= count);
            return finished;
        }

        /** Waits until at least so many connections or flows are over. */
        List<StreamSummary> awaitStreams(int count) {
            Eventually.holds(() -> streams.size() >= count);
            return streams;
        }

        @Override
        public void streamFinished(StreamSummary stream) {
            streamsOver.increment();
            if (streams.size() < 10_000) {
                streams.add(stream);
            }
        }

        @Override
        public void requestFinished(RequestSummary request) {
            finished.add(request);
        }

        @Override
        public void bug(Throwable thrown) {
            bugs.add(thrown);
        }

        @Override
        public void retried(Endpoint failed) {
            retried.add(failed);
        }

        @Override
        public void upstreamFailed(Endpoint endpoint, ProxyError error) {
            failed.add(endpoint);
        }

        @Override
        public void mirrorDropped(EndpointKey mirror) {
            mirrorsDropped.add(mirror);
        }

        @Override
        public void spansExported(int count) {
            spansExported.add(count);
        }

        @Override
        public void spansDropped(EndpointKey collector, int count, String cause) {
            spansDropped.add(count + " for " + collector + ": " + cause);
        }

        @Override
        public void tlsFailed(Endpoint endpoint, String policy, String cause) {
            tlsFailures.add(policy + ": " + cause);
        }

        @Override
        public void hostUnknown(EndpointKey host, String cause) {
            hostsUnknown.add(host);
        }

        @Override
        public void replayed(Endpoint endpoint) {
            replayed.add(endpoint);
        }
    }

    Proxy() {
        this(ProxySettings.defaults());
    }

    Proxy(ProxySettings settings) {
        this(settings, true);
    }

    Proxy(ProxySettings settings, boolean nativeTransport) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(nativeTransport));
        plane = new DataPlane(vertx, endpoints, settings, recorder);
    }

    Proxy endpoint(String service, int... ports) {
        endpoints.replace(
                Tables.key(service),
                Arrays.stream(ports)
                        .mapToObj(port -> new Endpoint("127.0.0.1", port))
                        .toList());
        return this;
    }

    ServingReport serve(PortBinding... bindings) {
        try {
            return plane.serve(Tables.table(bindings)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    Proxy routes(Candidate... candidates) {
        ServingReport report = serve(Tables.binding(port, candidates));
        if (!report.failures().isEmpty()) {
            throw new AssertionError(report.failures().toString());
        }
        return this;
    }

    RawClient client() throws IOException {
        return new RawClient(port);
    }

    /** Sends one request on its own connection and reads until the other side closes it. */
    String exchange(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).readAll();
        }
    }

    @Override
    public void close() {
        plane.drain(Duration.ZERO, Duration.ZERO).toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

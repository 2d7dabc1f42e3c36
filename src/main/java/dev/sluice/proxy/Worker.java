package dev.sluice.proxy;

import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.request.PathNormalisation;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the data plane with all that it owns: the connections accepted on it and the upstream connections
 * made from it. Everything here runs on that loop.
 */
final class Worker {
    private final ContextInternal context;
    private final EventLoop loop;
    private final Serving serving;
    private final FrontServer front;
    private final Http1Writer http1Writer = new Http1Writer();
    private final UpstreamPools pools;
    private final EndpointChoice choice;
    private final StreamLoad streamLoad = new StreamLoad();
    private final EndpointChoice streamChoice;
    private final RandomGenerator random = new SplittableRandom();
    private final PathNormalisation normalisation;
    private final RequestForwarding requestForwarding;
    private final ResponseForwarding responseForwarding;
    private final BodyBudget bodyBudget;
    private final RetryBudgets retryBudgets;
    private final RetryConstraints retryConstraints = new RetryConstraints();
    private final MirrorCount mirrors;
    private final SpanExports spans;
    private final Set<DownstreamConnection> connections = new HashSet<>();
    private final Set<DatagramPort> datagrams = new HashSet<>();
    private @Nullable ScheduledFuture<?> sweeping;

    Worker(ContextInternal context, Serving serving) {
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.serving = serving;
        ProxySettings settings = serving.settings();
        normalisation = settings.paths().normalisation();
        requestForwarding = new RequestForwarding(settings.forwarding());
        responseForwarding = new ResponseForwarding(settings.forwarding());
        pools = new UpstreamPools(context, settings, http1Writer, serving.observer());
        bodyBudget = new BodyBudget(settings.buffers().bodies());
        retryBudgets = new RetryBudgets(settings.retries());
        mirrors = new MirrorCount(settings.mirrors().concurrent());
        spans = new SpanExports(this, serving);
        choice = new EndpointChoice(
                settings.upstreams().balancing(),
                random,
                (endpoint, protocol, tls) -> pools.of(endpoint, protocol, tls).load());
        streamChoice = new EndpointChoice(settings.upstreams().balancing(), random, streamLoad);
        front = FrontServer.of(this);
        context.exceptionHandler(serving.observer()::bug);
    }

    /** Begins to look after time limits. */
    void startSweeping() {
        ProxySettings.Times times = settings().times();
        long shortest = Stream.of(
                        times.head(),
                        times.keepAlive(),
                        times.streamIdle(),
                        settings().upstreams().idle(),
                        settings().datagrams().idle())
                .mapToLong(Duration::toMillis)
                .min()
                .orElse(0);
        long period = Math.clamp(shortest / 4, 10, 1_000);
        sweeping = loop.scheduleAtFixedRate(this::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        for (DownstreamConnection connection : List.copyOf(connections)) {
            caught(() -> connection.sweep(now), observer()::bug);
        }
        streamLoad.sweep(now);
        retryConstraints.sweep(now);
        spans.sweep(now);
        for (DatagramPort port : List.copyOf(datagrams)) {
            caught(() -> port.sweep(now), observer()::bug);
        }
        caught(() -> pools.sweep(now, serving.endpoints()::isReady), observer()::bug);
    }

    /** Takes a connection that was accepted; runs on this loop. */
    void accept(Channel channel, SocketKey socket) {
        DownstreamConnection connection = new DownstreamConnection(this, socket, channel);
        channel.attr(DownstreamConnection.KEY).set(connection);
        connections.add(connection);
        serving.connected();
        observer().clientConnected(socket);
        channel.closeFuture().addListener(_ -> {
            connections.remove(connection);
            serving.disconnected();
            observer().clientDisconnected(socket);
        });
        ServedPort port = table().port(socket);
        if (port == null) {
            channel.close();
            return;
        }
        switch (port.binding().routes()) {
            case PortRoutes.Http _ -> channel.pipeline().addLast("detection", detection(connection));
            case PortRoutes.Tls _ -> {
                connection.headBegan();
                channel.pipeline().addLast("sni", new SniFront(this, connection));
                channel.pipeline().addLast("detection", detection(connection));
            }
            case PortRoutes.Tcp(StreamListener listener) -> {
                StreamRelay relay = new StreamRelay(this, connection, port, listener.name(), listener.rule(), true);
                if (relay.begin()) {
                    channel.pipeline().addLast("stream", relay);
                    relay.dial();
                }
            }
            case PortRoutes.Udp _ -> channel.close();
        }
    }

    private ProtocolDetection detection(DownstreamConnection connection) {
        return new ProtocolDetection(this, connection);
    }

    /** Looks after a UDP port; runs on this loop. */
    void serves(DatagramPort port) {
        datagrams.add(port);
        flowLimit().joined(port);
    }

    void servesNoMore(DatagramPort port) {
        datagrams.remove(port);
        flowLimit().left(port);
    }

    FlowLimit flowLimit() {
        return serving.flowLimit();
    }

    void established(HttpConnection http) {
        connection(http).established(http);
    }

    void handle(HttpServerRequest request) {
        DownstreamConnection connection = connection(request.connection());
        new Exchange(this, connection, new Http2Request(request, connection)).begin();
    }

    private static DownstreamConnection connection(HttpConnection http) {
        return ((ConnectionBase) http).channel().attr(DownstreamConnection.KEY).get();
    }

    /** Sends what is traced at once from now on; runs on this loop. */
    void hurrySpans() {
        spans.hurry();
    }

    /** Tells clients that their connections are about to end, which go on meanwhile; runs on this loop. */
    void announceEnd() {
        connections.forEach(DownstreamConnection::announceEnd);
    }

    /** Whether clients are to use another connection for their next request. */
    boolean isStopping() {
        return serving.isStopping();
    }

    /** Drains connections; runs on this loop. */
    void drain(Predicate<SocketKey> sockets, long limitMillis) {
        for (DownstreamConnection connection : List.copyOf(connections)) {
            if (sockets.test(connection.socket())) {
                connection.drain(limitMillis);
            }
        }
    }

    /** Ends connections that drain; runs on this loop. */
    void cutDraining(Predicate<SocketKey> sockets) {
        for (DownstreamConnection connection : List.copyOf(connections)) {
            if (connection.isDraining() && sockets.test(connection.socket())) {
                connection.cut();
            }
        }
    }

    /** Closes what is left; runs on this loop. */
    void stop() {
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        spans.close();
        pools.close();
    }

    /**
     * Runs something later.
     *
     * @param bug told what it throws; the loop would only swallow it
     */
    ScheduledFuture<?> schedule(Runnable task, long delayMillis, Consumer<RuntimeException> bug) {
        return loop.schedule(() -> caught(task, bug), delayMillis, TimeUnit.MILLISECONDS);
    }

    private static void caught(Runnable task, Consumer<RuntimeException> bug) {
        try {
            task.run();
        } catch (RuntimeException thrown) {
            bug.accept(thrown);
        }
    }

    EventLoop loop() {
        return loop;
    }

    ContextInternal context() {
        return context;
    }

    /** Takes over connections in HTTP/2. */
    FrontServer front() {
        return front;
    }

    Http1Writer http1Writer() {
        return http1Writer;
    }

    ServedTable table() {
        return serving.table();
    }

    EndpointDirectory endpoints() {
        return serving.endpoints();
    }

    ProxySettings settings() {
        return serving.settings();
    }

    ProxyObserver observer() {
        return serving.observer();
    }

    UpstreamPools pools() {
        return pools;
    }

    EndpointChoice choice() {
        return choice;
    }

    SessionKeys sessionKeys() {
        return serving.sessionKeys();
    }

    BodyBudget bodyBudget() {
        return bodyBudget;
    }

    RetryConstraints retryConstraints() {
        return retryConstraints;
    }

    RetryBudgets retryBudgets() {
        return retryBudgets;
    }

    SpanExports spans() {
        return spans;
    }

    MirrorCount mirrors() {
        return mirrors;
    }

    /** How the endpoints of connections and flows are chosen, which are in no pool. */
    EndpointChoice streamChoice() {
        return streamChoice;
    }

    StreamLoad streamLoad() {
        return streamLoad;
    }

    RandomGenerator random() {
        return random;
    }

    PathNormalisation normalisation() {
        return normalisation;
    }

    RequestForwarding requestForwarding() {
        return requestForwarding;
    }

    ResponseForwarding responseForwarding() {
        return responseForwarding;
    }
}

package dev.sluice.feed;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TableFollower;
import dev.sluice.routing.TableSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a proxy of its own gets its tables from: all controllers that there are. It believes the one that writes
 * statuses, or else the one that it has believed until now, and tells all of them what it serves. What it has been told
 * last is on disk, for a start without any. Everything but the connections themselves happens on one thread.
 */
public final class FeedClient implements TableSource, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.feed");
    private static final long LOOK_AROUND_MILLIS = 2_000;
    private static final long KEEP_AFTER_MILLIS = 500;
    private static final long CLOSE_SECONDS = 2;

    /** More addresses than a controller has replicas are not a controller's. */
    private static final int MOST_CONTROLLERS = 16;

    /**
     * Where everything is.
     *
     * @param hosts names that have an address for each controller
     * @param identity the directory with the certificate, see {@link Identity#read}
     * @param kept the file for the last table
     * @param proxy the name of this proxy, for people
     */
    public record Config(List<String> hosts, int port, Path identity, Path kept, String proxy) {}

    private final Config config;
    private final EndpointDirectory endpoints;
    private final Consumer<List<byte[]>> sessionKeys;
    private final KeptTable kept;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sluice-feed").daemon().factory());
    private final Map<InetAddress, ControllerConnection> connections = new HashMap<>();
    private final Set<EndpointKey> known = new HashSet<>();
    private @Nullable ControllerConnection believed;
    private @Nullable TableFollower follower;
    private ServedMessage served = ServedMessage.NOTHING;
    private @Nullable Frame table;
    private long generation;
    private boolean keeps;
    private boolean unresolved;
    private volatile RouteTable current = RouteTable.empty();
    private volatile int connected;

    /**
     * A client that is not started.
     *
     * @param endpoints gets the live endpoints
     * @param sessionKeys takes the keys for the tokens of sessions, the one that seals first
     */
    public FeedClient(Config config, EndpointDirectory endpoints, Consumer<List<byte[]>> sessionKeys) {
        this.config = config;
        this.endpoints = endpoints;
        this.sessionKeys = sessionKeys;
        kept = new KeptTable(config.kept());
    }

    /** Serves what was kept, then what the controllers say. */
    @Override
    public void follow(TableFollower newFollower) {
        executor.execute(() -> {
            follower = newFollower;
            try {
                KeptTable.Content content = kept.read();
                if (content != null) {
                    replaceEndpoints(content.endpoints());
                    serve(content.table());
                    LOG.info("Serving the table that was kept, until a controller says more");
                }
            } catch (IOException unreadable) {
                LOG.warnf("The kept table cannot be read: %s", unreadable.getMessage());
            }
        });
        executor.scheduleWithFixedDelay(this::lookAround, 0, LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What is served. */
    public RouteTable table() {
        return current;
    }

    /** Whether a table is served. */
    public boolean isServing() {
        return current.generation() > 0;
    }

    /** How many controllers are connected. */
    public int connected() {
        return connected;
    }

    private void lookAround() {
        Set<InetAddress> found = new HashSet<>();
        for (String host : config.hosts()) {
            try {
                found.addAll(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException unknown) {
                // Others may be known.
            }
        }
        if (!found.isEmpty()) {
            unresolved = false;
            connections.forEach((address, connection) -> connection.wanted(found.contains(address)));
            for (InetAddress address : found) {
                if (connections.size() < MOST_CONTROLLERS) {
                    connections.computeIfAbsent(address, this::connect);
                }
            }
        } else if (!unresolved) {
            unresolved = true;
            LOG.warnf(
                    "No controller is found by the name %s; it is looked for again", String.join(", ", config.hosts()));
        }
    }

    private ControllerConnection connect(InetAddress address) {
        ControllerConnection connection =
                new ControllerConnection(new InetSocketAddress(address, config.port()), config, this);
        connection.start();
        return connection;
    }

    /** A connection is open: it is told what is served. */
    void opened(ControllerConnection connection) {
        run(() -> {
            connected++;
            if (!served.revision().isEmpty()) {
                connection.send(served.frame());
            }
        });
    }

    /** A connection has ended, and may open again. */
    void lost(ControllerConnection connection, boolean wasOpen) {
        run(() -> {
            connected -= wasOpen ? 1 : 0;
            connection.forget();
            choose();
        });
    }

    /** No connection to that address is tried any more. */
    void gaveUp(InetSocketAddress address) {
        run(() -> connections.remove(address.getAddress()));
    }

    void received(ControllerConnection connection, Frame frame) {
        run(() -> {
            try {
                connection.take(frame);
            } catch (IOException malformed) {
                LOG.errorf("A controller sends what cannot be read: %s", malformed.getMessage());
                connection.cut();
                return;
            }
            boolean changed = choose();
            if (!changed && connection.equals(believed)) {
                if (frame.type() == Frame.Type.ENDPOINTS) {
                    EndpointsMessage message = connection.lastEndpoints();
                    message.endpoints().forEach(this::replace);
                    keepSoon();
                } else if (frame.type() == Frame.Type.TABLE) {
                    believe(connection);
                }
            }
        });
    }

    /** Whom to believe; whether that is another one than before, who is served by then. */
    private boolean choose() {
        ControllerConnection best = believed != null && believed.hasTable() ? believed : null;
        for (ControllerConnection connection : connections.values()) {
            if (connection.hasTable() && (best == null || (connection.leads() && !best.leads()))) {
                best = connection;
            }
        }
        if (best == null || best.equals(believed)) {
            believed = best;
            return false;
        }
        believed = best;
        believe(best);
        return true;
    }

    private void believe(ControllerConnection connection) {
        Frame told = connection.table();
        if (told == null) {
            return;
        }
        replaceEndpoints(connection.endpoints());
        if (table == null || !table.isSame(told)) {
            try {
                serve(told);
            } catch (IOException malformed) {
                LOG.errorf("What was served before is served on: %s", malformed.getMessage());
                return;
            }
        }
        keepSoon();
    }

    private void serve(Frame told) throws IOException {
        TableMessage message = TableMessage.read(told);
        table = told;
        if (!message.sessionKeys().isEmpty()) {
            sessionKeys.accept(message.sessionKeys());
        }
        RouteTable next = message.table().withGeneration(++generation);
        String revision = TableMessage.revision(told);
        if (follower != null) {
            var _ = follower.serve(next).whenComplete((report, failure) -> run(() -> reported(next, revision, report)));
        }
    }

    private void reported(RouteTable next, String revision, @Nullable ServingReport report) {
        if (report == null || next.generation() != generation) {
            return;
        }
        current = next;
        tell(ServedMessage.of(revision, report));
    }

    /** The same table is served in another way, for a socket has opened. */
    public void changed(ServingReport report) {
        run(() -> tell(ServedMessage.of(served.revision(), report)));
    }

    private void tell(ServedMessage message) {
        served = message;
        Frame frame = message.frame();
        connections.values().forEach(connection -> connection.send(frame));
    }

    private void replaceEndpoints(Map<EndpointKey, List<Endpoint>> all) {
        all.forEach(this::replace);
        for (EndpointKey key : List.copyOf(known)) {
            if (!all.containsKey(key)) {
                endpoints.remove(key);
                known.remove(key);
            }
        }
    }

    private void replace(EndpointKey key, List<Endpoint> ready) {
        endpoints.replace(key, ready);
        known.add(key);
    }

    private void keepSoon() {
        if (!keeps) {
            keeps = true;
            executor.schedule(this::keep, KEEP_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void keep() {
        keeps = false;
        if (table != null) {
            Map<EndpointKey, List<Endpoint>> live = new HashMap<>();
            known.forEach(key -> live.put(key, List.of(endpoints.of(key))));
            try {
                kept.write(new KeptTable.Content(live, table));
            } catch (IOException failure) {
                LOG.warnf("The table cannot be kept for the next start: %s", failure.getMessage());
            }
        }
    }

    private void run(Runnable action) {
        try {
            executor.execute(action);
        } catch (RejectedExecutionException closed) {
            // Nothing is followed any more.
        }
    }

    /** Follows nothing more; what is served stays served. */
    @Override
    public void close() {
        run(() -> {
            connections.values().forEach(ControllerConnection::close);
            if (keeps) {
                keep();
            }
            executor.shutdownNow();
        });
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

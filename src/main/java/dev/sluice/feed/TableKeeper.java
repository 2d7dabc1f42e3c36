package dev.sluice.feed;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.TableContents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps on disk what the shared proxy of a controller serves, with endpoints and session keys, so that a container that
 * starts again while the API server is away serves as before. What changed in the last seconds before a crash is not
 * in it: it is written at times, not at each change, to cost nothing where changes are many.
 */
public final class TableKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.feed");
    private static final long KEEP_EVERY_SECONDS = 5;
    private static final long CLOSE_SECONDS = 2;

    private final KeptTable file;
    private final EndpointDirectory endpoints;
    private final Supplier<RouteTable> active;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sluice-keeper").daemon().factory());
    private volatile List<byte[]> sessionKeys = List.of();

    private List<byte[]> keptKeys = List.of();
    private @Nullable RouteTable kept;
    private Set<EndpointKey> referenced = Set.of();
    private Map<EndpointKey, List<Endpoint>> keptEndpoints = Map.of();
    private boolean failed;

    /**
     * A keeper that is not started.
     *
     * @param path the file; its directory must be there, or nothing is kept
     * @param active the table that is served now, of generation 0 as long as it was not made from a complete snapshot
     */
    public TableKeeper(Path path, EndpointDirectory endpoints, Supplier<RouteTable> active) {
        file = new KeptTable(path);
        this.endpoints = endpoints;
        this.active = active;
    }

    /** Which keys, the one that seals first, are kept with the table. */
    public void useSessionKeys(List<byte[]> keys) {
        sessionKeys = List.copyOf(keys);
    }

    /**
     * What the process before this one kept.
     *
     * @param sessionKeys empty if they were not known
     * @param table of generation 0
     */
    public record Kept(List<byte[]> sessionKeys, RouteTable table) {}

    /** Reads what was kept and puts its endpoints into the directory; null if there is nothing that can be read. */
    public @Nullable Kept restore() {
        try {
            KeptTable.Content content = file.read();
            if (content == null) {
                return null;
            }
            TableMessage message = TableMessage.read(content.table());
            content.endpoints().forEach(endpoints::replace);
            return new Kept(message.sessionKeys(), message.table());
        } catch (IOException unreadable) {
            LOG.warnf("The kept table cannot be read: %s", unreadable.getMessage());
            return null;
        }
    }

    /** Begins to keep. */
    public void start() {
        executor.scheduleWithFixedDelay(this::keep, KEEP_EVERY_SECONDS, KEEP_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @SuppressWarnings("ReferenceEquality") // Each publication is a table of its own, each change of keys a list.
    private void keep() {
        RouteTable table = active.get();
        if (table.generation() == 0) {
            return;
        }
        if (table != kept) {
            referenced = new HashSet<>();
            for (Backend.Service service :
                    TableContents.of(table.ofSharedProxy().ports()).services()) {
                referenced.add(service.endpoints());
            }
        }
        Map<EndpointKey, List<Endpoint>> live = new HashMap<>();
        referenced.forEach(key -> live.put(key, List.of(endpoints.of(key))));
        List<byte[]> keys = sessionKeys;
        if (table == kept && keys == keptKeys && live.equals(keptEndpoints)) {
            return;
        }
        try {
            file.write(new KeptTable.Content(live, new TableMessage("", keys, table.ofSharedProxy()).frame()));
            kept = table;
            keptKeys = keys;
            keptEndpoints = live;
            failed = false;
        } catch (IOException failure) {
            if (!failed) {
                LOG.warnf(
                        "The table cannot be kept for a start without the API server (sluice.feed.kept-table): %s",
                        failure);
            }
            failed = true;
        }
    }

    /** Keeps what is served now, and nothing more. */
    @Override
    public void close() {
        executor.execute(this::keep);
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

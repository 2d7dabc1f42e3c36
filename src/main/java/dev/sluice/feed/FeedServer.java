package dev.sluice.feed;

import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TableFollower;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The proxies of single Gateways, as one data plane: hands each its Gateway's part of every table, and reports what they
 * serve. Serves nobody before the first table. Safe to use from any thread.
 */
public final class FeedServer implements TableFollower, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.feed");

    /** A report waits so long for proxies that are connected; one that took longer is not waited for again. */
    private static final long PATIENCE_MILLIS = 1_000;

    /** After a start proxies have so long to find this controller anew before it is said that they are not there. */
    private static final long RETURN_MILLIS = 5_000;

    /** More proxies of one Gateway are not served. */
    private static final int MOST_OF_ONE_GATEWAY = 200;

    private final EndpointDirectory endpoints;
    private final int mostSessions;
    private final Set<ProxySession> sessions = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SSLContext tls;
    private volatile Runnable listener = () -> {};
    private volatile boolean leading;
    private volatile boolean closed;
    private @Nullable ServerSocket socket;
    private GatewaySessionKeys keys = new GatewaySessionKeys(List.of());
    private RouteTable table = RouteTable.empty();
    private Map<String, GatewayFeed> feeds = Map.of();
    private Set<String> others = Set.of();
    private ServingReport reported = new ServingReport(0, Map.of());
    private @Nullable CompletableFuture<ServingReport> awaited;
    private boolean returning = true;
    private boolean looksAgain;

    /**
     * A server that nobody can reach yet.
     *
     * @param endpoints the live endpoints, whose changes it follows
     * @param mostSessions connections beyond are closed at once
     */
    public FeedServer(EndpointDirectory endpoints, int mostSessions) {
        this.endpoints = endpoints;
        this.mostSessions = mostSessions;
        endpoints.onChange(this::endpointsChanged);
    }

    /** Sets who is told when a report would be another one without a new table. */
    public void onChange(Runnable told) {
        listener = told;
    }

    /** Sets who this controller is; connections that are open stay. Before the first, nobody is let in. */
    public void use(Identity identity) throws GeneralSecurityException, IOException {
        tls = identity.context();
    }

    /** Sets what the tokens of sessions are sealed with; each Gateway's proxies get keys of their own made of these. */
    public synchronized void useSessionKeys(List<byte[]> secrets) {
        keys = new GatewaySessionKeys(secrets);
        feeds = Map.of();
        if (table.generation() > 0) {
            var _ = serve(table);
        }
    }

    /** Sets whether this is the controller that writes statuses, whom proxies believe first. */
    public void lead(boolean now) {
        leading = now;
        sessions.forEach(ProxySession::wake);
    }

    boolean leads() {
        return leading;
    }

    /** Opens the port; 0 for any. */
    public synchronized void listen(InetSocketAddress address) throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(address);
        socket = opened;
        Thread.ofVirtual().name("sluice-feed-accept").start(() -> accept(opened));
    }

    /** The port that is open; 0 if none is. */
    public synchronized int port() {
        return socket == null ? 0 : socket.getLocalPort();
    }

    private void accept(ServerSocket from) {
        while (!closed) {
            try {
                Socket accepted = from.accept();
                SSLContext context = tls;
                if (context == null || sessions.size() >= mostSessions) {
                    accepted.close();
                } else {
                    ProxySession session = new ProxySession(this, endpoints, accepted, context);
                    sessions.add(session);
                    session.start();
                }
            } catch (IOException failure) {
                if (!closed) {
                    LOG.warnf("A connection of a proxy could not be accepted: %s", failure.getMessage());
                }
            }
        }
    }

    @Override
    public synchronized CompletionStage<ServingReport> serve(RouteTable next) {
        if (table.generation() == 0) {
            later(this::endReturn, RETURN_MILLIS);
        }
        table = next;
        Map<String, GatewayFeed> made = new HashMap<>();
        next.ofDedicatedProxies().forEach((gateway, part) -> {
            GatewayFeed before = feeds.get(gateway);
            made.put(
                    gateway,
                    before != null && before.isOf(part) ? before : GatewayFeed.of(gateway, part, keys.of(gateway)));
        });
        feeds = Map.copyOf(made);
        Set<String> shared = new HashSet<>();
        for (PortBinding port : next.ports()) {
            if (!feeds.containsKey(port.gateway())) {
                shared.add(port.gateway());
            }
        }
        others = Set.copyOf(shared);
        sessions.forEach(ProxySession::wake);
        if (awaited != null) {
            awaited.complete(report());
        }
        CompletableFuture<ServingReport> report = new CompletableFuture<>();
        awaited = report;
        settle();
        if (!report.isDone()) {
            later(() -> endPatience(report), PATIENCE_MILLIS);
        }
        return report;
    }

    @SuppressWarnings("ReferenceEquality") // A report that is awaited later is another one.
    private synchronized void endPatience(CompletableFuture<ServingReport> report) {
        if (awaited == report) {
            sessions.forEach(session -> session.lag(feedOf(session.gateway())));
            settle();
            if (!report.isDone()) {
                later(() -> endPatience(report), PATIENCE_MILLIS);
            }
        }
    }

    /** Ends the wait for a report if nobody is left to wait for, or tells that there would be another one. */
    private synchronized void settle() {
        if (awaited != null) {
            if (!isAnybodyAwaited()) {
                reported = report();
                awaited.complete(reported);
                awaited = null;
            }
            return;
        }
        ServingReport now = report();
        if (table.generation() == 0 || now.equals(reported)) {
            return;
        }
        if (reported.waiting().keySet().containsAll(now.waiting().keySet())) {
            tell(now);
        } else if (!looksAgain) {
            // A proxy that has just come, or comes back, is no reason to say that its Gateway is not served.
            looksAgain = true;
            later(this::lookAgain, PATIENCE_MILLIS);
        }
    }

    private synchronized void endReturn() {
        returning = false;
        settle();
    }

    private synchronized void lookAgain() {
        looksAgain = false;
        ServingReport now = report();
        if (awaited == null && !now.equals(reported)) {
            tell(now);
        }
    }

    private void tell(ServingReport now) {
        reported = now;
        listener.run();
    }

    private static void later(Runnable action, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(action);
    }

    private boolean isAnybodyAwaited() {
        for (ProxySession session : sessions) {
            GatewayFeed feed = feeds.get(session.gateway());
            if (feed != null && session.isAwaited(feed)) {
                return true;
            }
        }
        return false;
    }

    private ServingReport report() {
        Map<String, List<ProxySession>> byGateway = new HashMap<>();
        for (ProxySession session : sessions) {
            byGateway.computeIfAbsent(session.gateway(), _ -> new ArrayList<>()).add(session);
        }
        ServingReport report = new ServingReport(table.generation(), Map.of());
        for (Map.Entry<String, GatewayFeed> feed : feeds.entrySet()) {
            if (feed.getValue().alone()) {
                report = report.and(GatewayReport.of(
                        table.generation(),
                        feed.getKey(),
                        feed.getValue(),
                        byGateway.getOrDefault(feed.getKey(), List.of()),
                        returning));
            }
        }
        return report;
    }

    /** What the proxies of a Gateway are to serve now; null to leave them as they are. */
    @Nullable
    GatewayFeed feedOf(String gateway) {
        Map<String, GatewayFeed> current;
        synchronized (this) {
            if (table.generation() == 0 || others.contains(gateway)) {
                return null;
            }
            current = feeds;
        }
        GatewayFeed feed = current.get(gateway);
        return feed == null ? GatewayFeed.of(gateway, RouteTable.empty(), List.of()) : feed;
    }

    /** Whether there are not yet too many proxies of its Gateway. */
    boolean admits(ProxySession session) {
        return sessions.stream()
                        .filter(other -> other.gateway().equals(session.gateway()))
                        .count()
                <= MOST_OF_ONE_GATEWAY;
    }

    void changed() {
        settle();
    }

    void ended(ProxySession session) {
        sessions.remove(session);
        settle();
    }

    private void endpointsChanged(EndpointKey key) {
        for (ProxySession session : sessions) {
            session.endpointsChanged(key);
        }
    }

    /** How many proxies are connected. */
    public int connected() {
        return sessions.size();
    }

    /** Ends all connections; the proxies go on serving what they have. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException alreadyGone) {
            // That is what is wanted.
        }
        sessions.forEach(ProxySession::close);
    }
}

package dev.sluice.feed;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.TableDocument;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connected proxy, at the controller. A virtual thread reads and another one writes; what changes while something is
 * being written is sent together afterwards, so that a slow proxy holds up nobody and costs no memory.
 */
final class ProxySession {
    private static final Logger LOG = Logger.getLogger("dev.sluice.feed");
    private static final long PING_SECONDS = 10;
    private static final int SILENCE_MILLIS = 30_000;

    private final FeedServer server;
    private final EndpointDirectory directory;
    private final Socket raw;
    private final SSLContext tls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<EndpointKey> stale = new HashSet<>();
    private boolean woken = true;
    private volatile boolean ended;
    private volatile String gateway = "";
    private volatile HelloMessage hello = new HelloMessage(0, "");
    private volatile ServedMessage served = ServedMessage.NOTHING;
    private volatile boolean lagging;

    ProxySession(FeedServer server, EndpointDirectory directory, Socket raw, SSLContext tls) {
        this.server = server;
        this.directory = directory;
        this.raw = raw;
        this.tls = tls;
    }

    /** The Gateway that it has shown a certificate for; empty before that. */
    String gateway() {
        return gateway;
    }

    ServedMessage served() {
        return served;
    }

    /** Whether it serves anything; one that does not get ready gets no traffic, and does not count. */
    boolean servesAnything() {
        return !served.revision().isEmpty();
    }

    boolean serves(GatewayFeed feed) {
        return served.revision().equals(feed.revision());
    }

    /** Whether a report is worth a moment's wait. */
    boolean isAwaited(GatewayFeed feed) {
        return readsTables() && !lagging && !feed.isTooLong() && !serves(feed);
    }

    /** Waits no more for this one if it is behind, until it has caught up. */
    void lag(@Nullable GatewayFeed feed) {
        lagging = feed != null && !serves(feed);
    }

    /** Why it does not serve what it should, after its name. */
    String trouble() {
        return readsTables()
                ? hello.proxy()
                : hello.proxy() + " reads tables of version " + hello.version() + " and not " + TableDocument.VERSION
                        + ", it has another release of Sluice";
    }

    private boolean readsTables() {
        return hello.version() == TableDocument.VERSION;
    }

    void start() {
        Thread.ofVirtual().name("sluice-feed-session").start(this::run);
    }

    private void run() {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, true)) {
            raw.setSoTimeout(SILENCE_MILLIS);
            raw.setTcpNoDelay(true);
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(true);
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            String name = GatewayName.of(shown);
            if (name == null) {
                throw new IOException("its certificate is for no Gateway");
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            Frame first = Frame.read(in, Frame.LONGEST_OF_PROXY);
            if (first.type() != Frame.Type.HELLO) {
                throw new IOException("it does not say who it is");
            }
            hello = HelloMessage.read(first);
            gateway = name;
            if (!server.admits(this)) {
                throw new IOException("there are too many");
            }
            LOG.infof("The proxy %s of Gateway %s is connected", hello.proxy(), gateway);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 65_536));
            Thread.ofVirtual().name("sluice-feed-writer").start(() -> write(out));
            server.changed();
            read(in, shown);
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            if (!ended) {
                LOG.infof(
                        "The connection of a proxy%s ended: %s",
                        of(), failure instanceof EOFException ? "it was closed" : failure.toString());
            }
        } finally {
            close();
            server.ended(this);
        }
    }

    private String of() {
        return gateway.isEmpty() ? "" : " of Gateway " + gateway;
    }

    private void read(DataInputStream in, X509Certificate shown) throws IOException, GeneralSecurityException {
        while (!ended) {
            Frame frame = Frame.read(in, Frame.LONGEST_OF_PROXY);
            shown.checkValidity();
            switch (frame.type()) {
                case SERVED -> {
                    served = ServedMessage.read(frame);
                    GatewayFeed feed = server.feedOf(gateway);
                    if (feed != null && serves(feed)) {
                        lagging = false;
                    }
                    server.changed();
                }
                case PING -> {
                    // It is there.
                }
                case HELLO, TABLE, ENDPOINTS, ROLE -> throw new IOException("a message out of place: " + frame.type());
            }
        }
    }

    private void write(DataOutputStream out) {
        Frame table = null;
        Frame role = null;
        try {
            while (!ended) {
                Set<EndpointKey> keys = await();
                GatewayFeed feed = readsTables() ? server.feedOf(gateway) : null;
                Frame now = Frame.role(server.leads());
                boolean anything = role == null || !role.isSame(now);
                if (anything) {
                    role = now;
                    role.write(out);
                }
                if (feed != null && !feed.isTooLong()) {
                    boolean isNew = table == null || !table.isSame(feed.frame());
                    keys.retainAll(feed.keys());
                    if (isNew || !keys.isEmpty()) {
                        endpoints(isNew ? feed.keys() : keys).frame().write(out);
                        anything = true;
                    }
                    if (isNew) {
                        table = feed.frame();
                        table.write(out);
                    }
                }
                if (!anything) {
                    Frame.PING.write(out);
                }
                out.flush();
            }
        } catch (IOException gone) {
            close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until something may have changed, or it is time for a ping; returns whose endpoints have. */
    private Set<EndpointKey> await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(PING_SECONDS);
            while (!woken && stale.isEmpty() && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            woken = false;
            Set<EndpointKey> keys = new HashSet<>(stale);
            stale.clear();
            return keys;
        } finally {
            lock.unlock();
        }
    }

    private EndpointsMessage endpoints(Set<EndpointKey> keys) {
        Map<EndpointKey, List<Endpoint>> live = new HashMap<>();
        for (EndpointKey key : keys) {
            live.put(key, new ArrayList<>(List.of(directory.of(key))));
        }
        return new EndpointsMessage(live);
    }

    /** Something other than endpoints may have changed. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void endpointsChanged(EndpointKey key) {
        GatewayFeed feed = gateway.isEmpty() ? null : server.feedOf(gateway);
        if (feed == null || !feed.keys().contains(key)) {
            return;
        }
        lock.lock();
        try {
            stale.add(key);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        ended = true;
        wake();
        try {
            raw.close();
        } catch (IOException alreadyGone) {
            // That is what is wanted.
        }
    }
}

package dev.sluice.feed;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.TableDocument;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way of a proxy to one controller: a virtual thread that connects, reads, and connects again. What the controller
 * has said belongs to the thread of the {@link FeedClient}.
 */
final class ControllerConnection {
    private static final Logger LOG = Logger.getLogger("dev.sluice.feed");
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 30_000;
    private static final long FIRST_RETRY_MILLIS = 250;
    private static final long LONGEST_RETRY_MILLIS = 10_000;

    private final InetSocketAddress address;
    private final FeedClient.Config config;
    private final FeedClient client;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable Frame> unsent = new AtomicReference<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<EndpointKey, List<Endpoint>> endpoints = new HashMap<>();
    private EndpointsMessage lastEndpoints = new EndpointsMessage(Map.of());
    private @Nullable Frame table;
    private boolean leads;
    private volatile boolean wanted = true;
    private volatile @Nullable Socket socket;
    private volatile @Nullable DataOutputStream out;

    ControllerConnection(InetSocketAddress address, FeedClient.Config config, FeedClient client) {
        this.address = address;
        this.config = config;
        this.client = client;
    }

    void start() {
        Thread.ofVirtual().name("sluice-feed-connection").start(this::run);
    }

    private void run() {
        long retry = FIRST_RETRY_MILLIS;
        String said = "";
        try {
            do {
                boolean open = false;
                try (Socket raw = new Socket()) {
                    socket = raw;
                    DataInputStream in = connect(raw);
                    LOG.infof("Connected to the controller %s", address);
                    open = true;
                    retry = FIRST_RETRY_MILLIS;
                    said = "";
                    client.opened(this);
                    read(in);
                } catch (IOException | GeneralSecurityException | RuntimeException failure) {
                    String cause = failure instanceof EOFException ? "it was closed" : failure.toString();
                    if (closed.getCount() > 0 && !cause.equals(said)) {
                        LOG.warnf("No connection to the controller %s: %s", address, cause);
                        said = cause;
                    }
                }
                out = null;
                client.lost(this, open);
                retry = Math.min(LONGEST_RETRY_MILLIS, retry * 2);
            } while (wanted
                    && !closed.await(
                            retry / 2 + ThreadLocalRandom.current().nextLong(retry / 2 + 1), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.gaveUp(address);
    }

    private DataInputStream connect(Socket raw) throws IOException, GeneralSecurityException {
        raw.connect(address, CONNECT_MILLIS);
        raw.setSoTimeout(SILENCE_MILLIS);
        raw.setTcpNoDelay(true);
        SSLSocket tls = (SSLSocket) Identity.read(config.identity())
                .context()
                .getSocketFactory()
                .createSocket(raw, CertificateAuthority.CONTROLLER, address.getPort(), true);
        tls.startHandshake();
        if (!GatewayName.isController((X509Certificate) tls.getSession().getPeerCertificates()[0])) {
            throw new IOException("its certificate is not that of a controller");
        }
        DataOutputStream opened = new DataOutputStream(new BufferedOutputStream(tls.getOutputStream()));
        new HelloMessage(TableDocument.VERSION, config.proxy()).frame().write(opened);
        opened.flush();
        out = opened;
        return new DataInputStream(new BufferedInputStream(tls.getInputStream(), 65_536));
    }

    private void read(DataInputStream in) throws IOException {
        while (closed.getCount() > 0) {
            Frame frame = Frame.read(in, Frame.LONGEST);
            if (frame.type() == Frame.Type.PING) {
                send(Frame.PING);
            } else {
                client.received(this, frame);
            }
        }
    }

    /** Sends a message soon; one that has not been sent by then is replaced, unless this is only a ping. */
    void send(Frame frame) {
        if (frame.type() == Frame.Type.PING) {
            unsent.compareAndSet(null, frame);
        } else {
            unsent.set(frame);
        }
        Thread.ofVirtual().name("sluice-feed-sending").start(this::sendUnsent);
    }

    private void sendUnsent() {
        DataOutputStream to = out;
        if (to == null) {
            return;
        }
        writing.lock();
        try {
            Frame frame = unsent.getAndSet(null);
            if (frame != null) {
                frame.write(to);
                to.flush();
            }
        } catch (IOException gone) {
            cut();
        } finally {
            writing.unlock();
        }
    }

    /** Takes note of what the controller says. */
    void take(Frame frame) throws IOException {
        switch (frame.type()) {
            case ROLE -> leads = frame.isYes();
            case TABLE -> {
                table = frame;
                // All that the table needs came just before it.
                endpoints.keySet().retainAll(lastEndpoints.endpoints().keySet());
            }
            case ENDPOINTS -> {
                lastEndpoints = EndpointsMessage.read(frame);
                endpoints.putAll(lastEndpoints.endpoints());
            }
            case HELLO, SERVED, PING -> throw new IOException("a message out of place: " + frame.type());
        }
    }

    /** The last message about endpoints. */
    EndpointsMessage lastEndpoints() {
        return lastEndpoints;
    }

    /** All endpoints that it has told of. */
    Map<EndpointKey, List<Endpoint>> endpoints() {
        return endpoints;
    }

    @Nullable
    Frame table() {
        return table;
    }

    boolean hasTable() {
        return table != null;
    }

    boolean leads() {
        return leads;
    }

    /** What it has said counts no more. */
    void forget() {
        table = null;
        leads = false;
        endpoints.clear();
    }

    /** Whether a connection that ends is to be made again. */
    void wanted(boolean now) {
        wanted = now;
    }

    /** Ends this connection; another one follows. */
    void cut() {
        Socket open = socket;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException alreadyGone) {
            // That is what is wanted.
        }
    }

    void close() {
        closed.countDown();
        cut();
    }
}

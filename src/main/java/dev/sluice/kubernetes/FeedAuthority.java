package dev.sluice.kubernetes;

import dev.sluice.feed.CertificateAuthority;
import dev.sluice.feed.Identity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The authority that signs for both ends of the stream to dedicated proxies, in a Secret that all replicas follow. Each
 * replica has a certificate of its own, which it never writes down and renews in time.
 */
public final class FeedAuthority implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final String CERTIFICATE = Identity.CERTIFICATE_FILE;
    private static final String KEY = Identity.KEY_FILE;
    private static final long LOOK_AGAIN_HOURS = 6;

    private final InstantSource clock;
    private final User user;
    private final OwnSecret secret;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sluice-feed-authority").daemon().factory());
    private volatile @Nullable CertificateAuthority current;
    private String certificate = "";

    /** Takes what this controller shows to proxies, each time that it is another one. */
    @FunctionalInterface
    public interface User {
        void use(Identity identity) throws Exception;
    }

    /** Follows nothing yet. */
    public FeedAuthority(KubernetesClient client, String namespace, String name, InstantSource clock, User user) {
        this.clock = clock;
        this.user = user;
        secret = new OwnSecret(client, namespace, name, "dedicated proxies cannot connect", this::make, this::read);
    }

    /** Begins to follow the Secret; makes it if it is not there. */
    public void start() {
        secret.start();
        timer.scheduleWithFixedDelay(this::renew, LOOK_AGAIN_HOURS, LOOK_AGAIN_HOURS, TimeUnit.HOURS);
    }

    /** Null before the Secret is read. */
    @Nullable
    CertificateAuthority current() {
        return current;
    }

    private Map<String, byte[]> make() {
        try {
            CertificateAuthority authority = current;
            if (authority == null || CertificateAuthority.isDue(authority.certificate(), clock.instant())) {
                authority = CertificateAuthority.make(clock.instant());
            }
            return Map.of(
                    CERTIFICATE, authority.certificate().getBytes(StandardCharsets.US_ASCII),
                    KEY, authority.key().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private synchronized void read(Map<String, byte[]> values) {
        try {
            current = CertificateAuthority.read(text(values, CERTIFICATE), text(values, KEY));
            certificate = "";
            renew();
        } catch (GeneralSecurityException unusable) {
            LOG.errorf(
                    "The Secret with the authority of the feed cannot be used, delete it to have it made anew: %s",
                    unusable.getMessage());
        }
    }

    private static String text(Map<String, byte[]> values, String entry) throws GeneralSecurityException {
        byte[] value = values.get(entry);
        if (value == null) {
            throw new GeneralSecurityException("it has no value " + entry);
        }
        return new String(value, StandardCharsets.US_ASCII);
    }

    private synchronized void renew() {
        CertificateAuthority authority = current;
        if (authority == null || !CertificateAuthority.isDue(certificate, clock.instant())) {
            return;
        }
        try {
            Identity identity = authority.forController(clock.instant());
            user.use(identity);
            certificate = identity.certificate();
        } catch (Exception failure) {
            LOG.errorf(failure, "Dedicated proxies cannot connect: no certificate for this replica");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        secret.close();
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Lease that decides which replica writes statuses and Services. It gates writing only: every replica computes and
 * serves.
 *
 * <p>Like client-go's leader election it trusts no clock but its own: a foreign holder counts as gone when its Lease
 * has been seen unchanged for the Lease's duration. The right to write ends by itself, even while a request to renew
 * it hangs. It is given back at the end, so that another replica takes over at once.
 */
public final class WriterLease implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    /**
     * Where the Lease is, and its times.
     *
     * @param identity of this replica, unique among all
     * @param duration how long a holder that has gone silent keeps the Lease; whole seconds
     * @param renewDeadline the holder lets go if it could not renew for this long; shorter than the duration
     * @param retryPeriod between two attempts to get or renew it; shorter than the deadline
     */
    public record Config(
            String namespace,
            String name,
            String identity,
            Duration duration,
            Duration renewDeadline,
            Duration retryPeriod) {}

    private final KubernetesClient client;
    private final Resource<Lease> resource;
    private final Config config;
    private final Consumer<Boolean> listener;
    private final Thread thread;
    private volatile long heldUntilNanos;
    private volatile boolean held;
    private volatile String holder = "";
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean unreachable;
    private @Nullable String observedVersion;
    private long observedSinceNanos;

    /**
     * A lease that is not yet applied for.
     *
     * @param listener told when it is got and lost, on a thread of its own
     */
    public WriterLease(KubernetesClient client, Config config, Consumer<Boolean> listener) {
        this.client = client;
        this.resource = client.leases().inNamespace(config.namespace()).withName(config.name());
        this.config = config;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("sluice-lease").daemon().unstarted(this::run);
    }

    /** Begins to apply for it, until this is closed. */
    public void start() {
        thread.start();
    }

    /** Whether this replica may write now. */
    public boolean isHeld() {
        return held && System.nanoTime() - heldUntilNanos < 0;
    }

    /** The replica that was last seen to hold the Lease; empty if none was. */
    public String holder() {
        return holder;
    }

    private void run() {
        try {
            long wait = 0;
            while (!closed.await(wait, TimeUnit.MILLISECONDS)) {
                long begin = System.nanoTime();
                if (tryToHold()) {
                    heldUntilNanos = begin + config.renewDeadline().toNanos();
                    announce(true);
                } else if (!isHeld()) {
                    announce(false);
                }
                // Replicas that wait for the same Lease do not ask in step.
                long period = config.retryPeriod().toMillis();
                wait = held ? period : period + ThreadLocalRandom.current().nextLong(period / 4 + 1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(boolean now) {
        if (held != now) {
            held = now;
            if (now) {
                LOG.infof("This replica, %s, writes from now on: it holds Lease %s", config.identity(), config.name());
            } else {
                LOG.infof("This replica, %s, writes no longer; it serves on", config.identity());
            }
            try {
                listener.accept(now);
            } catch (RuntimeException bug) {
                // Without this thread no replica's writing would begin or end any more.
                LOG.error("What begins and ends with the Lease could not", bug);
            }
        }
    }

    private boolean tryToHold() {
        try {
            Lease lease = resource.get();
            boolean got = lease == null ? create() : take(lease);
            unreachable = false;
            return got;
        } catch (RuntimeException failure) {
            boolean outrun = failure instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT;
            if (!outrun && !unreachable && closed.getCount() > 0) {
                LOG.warnf("Lease %s can be neither read nor renewed: %s", config.name(), Failures.describe(failure));
                unreachable = true;
            }
            return false;
        }
    }

    private boolean create() {
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(config.namespace())
                .withName(config.name())
                .addToLabels("app.kubernetes.io/managed-by", "sluice")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(config.identity())
                .withLeaseDurationSeconds((int) config.duration().toSeconds())
                .withAcquireTime(now())
                .withRenewTime(now())
                .withLeaseTransitions(0)
                .endSpec()
                .build();
        observe(client.resource(lease).create());
        return true;
    }

    private boolean take(Lease lease) {
        LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
        lease.setSpec(spec);
        if (!Objects.equals(lease.getMetadata().getResourceVersion(), observedVersion)) {
            observe(lease);
        }
        String current = Objects.requireNonNullElse(spec.getHolderIdentity(), "");
        if (!current.equals(config.identity())) {
            // Somebody else has it, so it is no longer ours, whatever time is left.
            heldUntilNanos = System.nanoTime();
            int seconds = Objects.requireNonNullElse(
                    spec.getLeaseDurationSeconds(), (int) config.duration().toSeconds());
            long silentNanos = System.nanoTime() - observedSinceNanos;
            if (!current.isEmpty() && silentNanos < Duration.ofSeconds(seconds).toNanos()) {
                return false;
            }
            spec.setLeaseTransitions(Objects.requireNonNullElse(spec.getLeaseTransitions(), 0) + 1);
            spec.setAcquireTime(now());
        }
        spec.setHolderIdentity(config.identity());
        spec.setLeaseDurationSeconds((int) config.duration().toSeconds());
        spec.setRenewTime(now());
        observe(client.resource(lease).update());
        return true;
    }

    private void observe(Lease lease) {
        observedVersion = lease.getMetadata().getResourceVersion();
        observedSinceNanos = System.nanoTime();
        holder = lease.getSpec() == null
                ? ""
                : Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    /** Stops writing, then gives the Lease back. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
            boolean giveBack = isHeld();
            announce(false);
            Lease lease = giveBack ? resource.get() : null;
            if (lease != null && config.identity().equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity("");
                lease.getSpec().setLeaseDurationSeconds(1);
                client.resource(lease).update();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.debugf(failure, "Lease %s could not be given back; it runs out", config.name());
        }
    }
}

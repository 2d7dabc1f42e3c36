package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes statuses to the cluster: for each object that differs from what is desired one write with all conditions, a
 * bounded number at a time, and nothing for the others; counts alone can wait a little ({@link Settling}). The newest
 * state wins over what is not yet written. A conflict is merged with what is there now, a vanished object is forgotten,
 * other failures are repeated later.
 *
 * <p>Every change of an object in the store is compared as well, so a status that somebody else has spoilt is repaired,
 * and one that a write was lost for is written. The parents of a route that is not ours are withdrawn.
 */
public final class StatusWriter implements StatusSink, StoreListener, AutoCloseable {
    static final String FIELD_MANAGER = "sluice";

    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final int MOST_CONFLICTS = 5;
    /** A status written by an earlier holder of the Lease may be of an object that is not compiled here yet. */
    private static final long WITHDRAW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** After that, what the watch says counts even if its version is lower: etcd was restored from a backup. */
    private static final long EVENT_FOLLOWS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final String WHAT = "status";

    private record State(Statuses statuses, long sinceNanos) {}

    /**
     * An object as it stands.
     *
     * @param sinceNanos when its spec was first seen
     * @param writtenNanos when it came as the answer to a write, whose event is yet to come; null if from the watch
     */
    private record Live(
            HasMetadata object, long sinceNanos, @Nullable Long writtenNanos) {}

    /** A comparison that found nothing to write. */
    private record Settled(HasMetadata object, Object desired) {
        @SuppressWarnings("ReferenceEquality") // Objects are never modified: the same one has the same status.
        boolean isOf(HasMetadata other) {
            return object == other;
        }
    }

    private final KubernetesClient client;
    private final String controllerName;
    private final BooleanSupplier mayWrite;
    private final InstantSource clock;
    private final WriteObserver observer;
    private final Map<ResourceKey, Live> live = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Settled> settled = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Object> altered = new ConcurrentHashMap<>();
    private final Settling settling = new Settling();
    private final WorkQueue<ResourceKey> queue;
    private final WorkQueue<String> scans;
    private volatile @Nullable State state;

    /**
     * A writer that has nothing to write yet.
     *
     * @param controllerName entries of routes with this controllerName are ours
     * @param mayWrite asked before each write
     * @param workers how many writes are under way at once
     * @param clock for lastTransitionTime
     */
    public StatusWriter(
            KubernetesClient client,
            String controllerName,
            BooleanSupplier mayWrite,
            int workers,
            InstantSource clock,
            WriteObserver observer) {
        this.client = client;
        this.controllerName = controllerName;
        this.mayWrite = mayWrite;
        this.clock = clock;
        this.observer = observer;
        this.queue = new WorkQueue<>("sluice-status", workers, this::write, (key, failure) -> {
            observer.failed(WHAT, key, failure);
            return true;
        });
        this.scans = new WorkQueue<>("sluice-status-scan", 1, _ -> scan(), (_, failure) -> {
            LOG.error("Comparing statuses failed", failure);
            return true;
        });
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        state = new State(statuses, System.nanoTime());
        writeAll();
    }

    /** Compares everything again, such as when the right to write was just got. */
    void writeAll() {
        scans.add(WHAT);
    }

    /** How many objects wait for a write or a comparison. */
    int pending() {
        return scans.size() + queue.size();
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        HasMetadata object = after == null ? before : after;
        if (object != null && shapeOf(object) != null) {
            changed(object, after == null);
        }
    }

    private static <T extends HasMetadata> @Nullable StatusShape<T, ?> shapeOf(T object) {
        FollowedKind<T> kind = FollowedKinds.of(object);
        return kind == null ? null : kind.status();
    }

    private void changed(HasMetadata object, boolean removed) {
        ResourceKey key = ResourceKey.of(object);
        if (removed) {
            live.remove(key);
            settled.remove(key);
            altered.remove(key);
            settling.done(key);
        } else {
            learn(key, object, false);
            if (state != null && mayWrite.getAsBoolean()) {
                queue.add(key);
            }
        }
    }

    private void learn(ResourceKey key, HasMetadata object, boolean fromWrite) {
        long now = System.nanoTime();
        live.compute(key, (_, known) -> {
            if (known == null) {
                // An answer may be later than the watch's word that the object is gone.
                return fromWrite ? null : new Live(object, now, null);
            }
            int order = compareVersions(object, known.object());
            boolean isEcho = known.writtenNanos() != null && now - known.writtenNanos() < EVENT_FOLLOWS_WITHIN_NANOS;
            // Of the same version the watch's object is kept, for that is the one in the store.
            if (fromWrite ? order <= 0 : isEcho && order < 0) {
                return known;
            }
            boolean sameSpec = Objects.equals(
                    object.getMetadata().getGeneration(),
                    known.object().getMetadata().getGeneration());
            return new Live(object, sameSpec ? known.sinceNanos() : now, fromWrite ? now : null);
        });
    }

    /** Resource versions of one kind are ordered as decimal numbers of any length (KEP-5504). */
    private static int compareVersions(HasMetadata left, HasMetadata right) {
        String a = left.getMetadata().getResourceVersion();
        String b = right.getMetadata().getResourceVersion();
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }

    private void scan() {
        live.forEach((key, known) -> {
            State current = state;
            if (current != null && mayWrite.getAsBoolean() && !isSettled(key, known, current)) {
                queue.add(key);
            }
        });
    }

    /** Whether the object was found to say what is desired, by this comparison or an earlier one of the same two. */
    private boolean isSettled(ResourceKey key, Live known, State current) {
        Settled earlier = settled.get(key);
        Object desired = desired(known.object(), current);
        if (earlier != null && earlier.isOf(known.object()) && earlier.desired().equals(desired)) {
            return true;
        }
        if (patch(known.object(), current) != null) {
            return false;
        }
        settled.put(key, new Settled(known.object(), desired));
        if (!live.containsKey(key)) {
            settled.remove(key);
        }
        return true;
    }

    private @Nullable StatusPatch patch(HasMetadata object, State current) {
        var shape = shapeOf(object);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return shape == null ? null : shape.patch(object, current.statuses(), controllerName, now);
    }

    private void write(ResourceKey key) {
        for (int attempt = 0; ; attempt++) {
            State current = state;
            Live known = live.get(key);
            if (current == null || known == null || !mayWrite.getAsBoolean()) {
                return;
            }
            Object refused = altered.get(key);
            if (refused != null && refused.equals(desired(known.object(), current))) {
                return;
            }
            StatusPatch patch = patch(known.object(), current);
            if (patch == null) {
                settling.done(key);
                return;
            }
            long age = System.nanoTime() - known.sinceNanos();
            if (isWithdrawal(known.object(), current) && age < WITHDRAW_AFTER_NANOS) {
                queue.addAfter(key, TimeUnit.NANOSECONDS.toMillis(WITHDRAW_AFTER_NANOS - age) + 1);
                return;
            }
            if (patch.canWait()) {
                long millis = settling.millis(key, current.sinceNanos(), System.nanoTime());
                if (millis != 0) {
                    if (millis != Settling.ASKED) {
                        queue.addAfter(key, millis);
                    }
                    return;
                }
            }
            settling.done(key);
            try {
                HasMetadata result = patch.send(client);
                trim(result);
                learn(key, result, true);
                observer.written(WHAT, key, System.nanoTime() - current.sinceNanos());
                if (!patch.isPreparation()) {
                    giveUpIfAltered(key, result, current);
                    return;
                }
            } catch (KubernetesClientException failure) {
                switch (failure.getCode()) {
                    case HttpURLConnection.HTTP_NOT_FOUND -> {
                        live.remove(key, known);
                        return;
                    }
                    case HttpURLConnection.HTTP_CONFLICT -> {
                        observer.conflict(WHAT, key);
                        if (attempt == MOST_CONFLICTS || !readAgain(key, known.object())) {
                            throw failure;
                        }
                    }
                    default -> throw failure;
                }
            }
        }
    }

    /**
     * If the API server did not keep what was written, writing it again would go on for ever: leave it until something
     * else is desired.
     */
    private void giveUpIfAltered(ResourceKey key, HasMetadata result, State current) {
        if (patch(result, current) == null) {
            altered.remove(key);
        } else {
            altered.put(key, desired(result, current));
            LOG.warnf("The API server did not keep the status of %s as it was written", key);
        }
    }

    /** What is desired of an object; something else than a status if nothing is. */
    private static Object desired(HasMetadata object, State current) {
        ResourceKey key = ResourceKey.of(object);
        var shape = shapeOf(object);
        Object desired = shape == null ? null : shape.desired(current.statuses(), key);
        return desired == null ? key : desired;
    }

    private static boolean isWithdrawal(HasMetadata object, State current) {
        var shape = shapeOf(object);
        return shape != null && shape.withdrawn() && shape.desired(current.statuses(), ResourceKey.of(object)) == null;
    }

    /** Reads the object anew; false if that brought nothing newer, so that trying again at once is of no use. */
    private boolean readAgain(ResourceKey key, HasMetadata object) {
        HasMetadata fresh = VersionedRequests.of(client, object).get();
        if (fresh == null || compareVersions(fresh, object) <= 0) {
            return false;
        }
        trim(fresh);
        learn(key, fresh, true);
        return true;
    }

    private static <T extends HasMetadata> void trim(T object) {
        FollowedKind<T> kind = FollowedKinds.of(object);
        if (kind != null) {
            kind.trim(object);
        }
    }

    @Override
    public void close() {
        scans.close();
        queue.close();
    }
}

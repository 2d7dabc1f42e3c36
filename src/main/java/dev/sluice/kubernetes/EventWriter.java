package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes Kubernetes Events of what is wrong with Gateways and ListenerSets, so that {@code kubectl describe} and
 * {@code kubectl get events} show it: certificate trouble, conflicts, addresses that are not assigned. Of a trouble
 * that lasts a while, for most pass by themselves; then again and again while it lasts, as one Event that counts. Those
 * of the holder of the Lease, a bounded number, one after another; one that cannot be written is not missed.
 */
final class EventWriter implements StatusSink, StoreListener, AutoCloseable {
    private static final String WHAT = "event";

    /** More troubles at a time than anybody reads. */
    static final int MOST = 200;

    private final KubernetesClient client;
    private final BooleanSupplier mayWrite;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Timing timing;
    private final WriteObserver observer;
    private final String instance;
    private final Map<ResourceKey, HasMetadata> objects = new ConcurrentHashMap<>();
    private final Map<Trouble, Lasting> lasting = new LinkedHashMap<>();
    private final WorkQueue<String> sweeps;
    private boolean scheduled;

    /**
     * When Events are written.
     *
     * @param after how long a trouble has to last
     * @param every after that, and at once when its message changes but not more often than {@code after}
     * @param sweep how often it is looked
     */
    record Timing(Duration after, Duration every, Duration sweep) {
        static final Timing USUAL = new Timing(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(2));
    }

    /** A trouble that there is. */
    private static final class Lasting {
        final long sinceNanos;
        String note;

        @Nullable
        Long reportedNanos;

        String reportedNote = "";
        int count;

        Lasting(long sinceNanos, String note) {
            this.sinceNanos = sinceNanos;
            this.note = note;
        }

        boolean isDue(long now, Timing timing) {
            if (reportedNanos == null) {
                return now - sinceNanos >= timing.after().toNanos();
            }
            Duration pause = note.equals(reportedNote) ? timing.every() : timing.after();
            return now - reportedNanos >= pause.toNanos();
        }
    }

    /**
     * A writer that has nothing to write yet.
     *
     * @param instance reportingInstance of the Events
     * @param nanos monotonic time
     */
    EventWriter(
            KubernetesClient client,
            String instance,
            BooleanSupplier mayWrite,
            InstantSource clock,
            LongSupplier nanos,
            Timing timing,
            WriteObserver observer) {
        this.client = client;
        this.instance = instance;
        this.mayWrite = mayWrite;
        this.clock = clock;
        this.nanos = nanos;
        this.timing = timing;
        this.observer = observer;
        this.sweeps = new WorkQueue<>("sluice-events", 1, _ -> sweep(), (_, _) -> false);
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        Map<Trouble, String> troubles = Trouble.of(statuses);
        long now = nanos.getAsLong();
        synchronized (lasting) {
            lasting.keySet().retainAll(troubles.keySet());
            for (Map.Entry<Trouble, String> trouble : troubles.entrySet()) {
                Lasting known = lasting.get(trouble.getKey());
                if (known != null) {
                    known.note = trouble.getValue();
                } else if (lasting.size() < MOST) {
                    lasting.put(trouble.getKey(), new Lasting(now, trouble.getValue()));
                }
            }
            schedule();
        }
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        HasMetadata object = after == null ? before : after;
        if (object instanceof Gateway || object instanceof ListenerSet) {
            if (after == null) {
                objects.remove(ResourceKey.of(object));
            } else {
                objects.put(ResourceKey.of(object), after);
            }
        }
    }

    /** With the lock of {@link #lasting}. */
    private void schedule() {
        if (!scheduled && !lasting.isEmpty()) {
            scheduled = true;
            sweeps.addAfter(WHAT, timing.sweep().toMillis());
        }
    }

    private void sweep() {
        List<Map.Entry<Trouble, Lasting>> due = new ArrayList<>();
        synchronized (lasting) {
            scheduled = false;
            long now = nanos.getAsLong();
            for (Map.Entry<Trouble, Lasting> entry : lasting.entrySet()) {
                if (entry.getValue().isDue(now, timing)) {
                    due.add(Map.entry(entry.getKey(), entry.getValue()));
                }
            }
        }
        for (Map.Entry<Trouble, Lasting> entry : due) {
            HasMetadata object = objects.get(entry.getKey().object());
            if (object != null && mayWrite.getAsBoolean()) {
                write(entry.getKey(), entry.getValue(), object);
            }
        }
        synchronized (lasting) {
            schedule();
        }
    }

    private void write(Trouble trouble, Lasting state, HasMetadata object) {
        String note;
        int count;
        synchronized (lasting) {
            note = state.note;
            count = note.equals(state.reportedNote) ? state.count + 1 : 1;
            state.reportedNanos = nanos.getAsLong();
            state.reportedNote = note;
            state.count = count;
        }
        long begin = System.nanoTime();
        try {
            int counted = new WarningEvent(instance, trouble, note, object).write(client, count, clock.instant());
            synchronized (lasting) {
                state.count = counted;
            }
            observer.written(WHAT, trouble.object(), System.nanoTime() - begin);
        } catch (RuntimeException failure) {
            observer.failed(WHAT, trouble.object(), failure);
        }
    }

    @Override
    public void close() {
        sweeps.close();
    }
}

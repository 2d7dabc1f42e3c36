package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows one kind with a plain informer, for as long as it is told to. An API server that is away, or refuses, is
 * tried again for ever; what is in the store stays there.
 *
 * @param <T> the kind
 */
final class KindInformer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    private final String what;
    private final KindStore<T> store;
    private final Supplier<Informable<T>> request;
    private @Nullable SharedIndexInformer<T> informer;
    private volatile boolean synced;

    /**
     * An informer that is not started.
     *
     * @param what is followed, in the plural, for people
     * @param request what to list and watch
     */
    KindInformer(String what, KindStore<T> store, Supplier<Informable<T>> request) {
        this.what = what;
        this.store = store;
        this.request = request;
    }

    String what() {
        return what;
    }

    /** Begins to follow; does nothing if it has begun. Calls back once the first list is in the store. */
    synchronized void start(Runnable onSynced) {
        if (informer != null) {
            return;
        }
        SharedIndexInformer<T> created = request.get().runnableInformer(0);
        created.removeNamespaceIndex().itemStore(store).exceptionHandler((started, failure) -> {
            LOG.warnf("%s %s: %s", started ? "The watch ended of" : "Cannot list", what, Failures.describe(failure));
            return true;
        });
        informer = created;
        created.start().thenRun(() -> {
            synced = true;
            onSynced.run();
        });
    }

    /** Whether the first list is in the store. */
    boolean hasSynced() {
        return synced;
    }

    /** Stops following and forgets the objects: the kind is no longer served. */
    void forget() {
        close();
        synced = false;
        store.clear();
    }

    /** Stops following; the store keeps what it has. */
    @Override
    public synchronized void close() {
        if (informer != null) {
            informer.close();
            informer = null;
        }
    }
}

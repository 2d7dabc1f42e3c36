package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows a kind of the Gateway API that may be absent: while the API server serves it, in the best version that it is
 * served in. On the way from one version to another the store keeps what it has.
 */
final class OptionalInformer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    private final KubernetesClient client;
    private final FollowedKind<T> kind;
    private final KindStore<T> store;
    private boolean asked;
    private @Nullable String version;
    private volatile @Nullable KindInformer<T> informer;
    private volatile boolean synced;

    OptionalInformer(KubernetesClient client, FollowedKind<T> kind, KindStore<T> store) {
        this.client = client;
        this.kind = kind;
        this.store = store;
    }

    /**
     * Begins, goes on or stops, as the kind is served.
     *
     * @param onSynced called when the first list is in the store
     */
    synchronized void follow(Set<KindVersion> served, Runnable onSynced) {
        String now = kind.versionOf(served);
        boolean first = !asked;
        asked = true;
        if (Objects.equals(now, version) && !first) {
            return;
        }
        version = now;
        close();
        if (now == null) {
            LOG.infof("The API server does not serve %s; doing without", kind.kind());
            informer = null;
            synced = false;
            store.clear();
            return;
        }
        if (!first || !now.equals(kind.versions().getFirst())) {
            LOG.infof("The API server serves %s in version %s", kind.kind(), now);
        }
        KindInformer<T> started = new KindInformer<>(kind.plural(), store, () -> kind.request(client, now));
        informer = started;
        started.start(() -> {
            synced = true;
            onSynced.run();
        });
    }

    /** What a complete snapshot still waits for, or null if for nothing. */
    @Nullable
    String awaited() {
        return informer == null || synced ? null : "the first list of " + kind.plural();
    }

    /** Stops following; the store keeps what it has. */
    @Override
    public synchronized void close() {
        KindInformer<T> running = informer;
        if (running != null) {
            running.close();
        }
    }
}

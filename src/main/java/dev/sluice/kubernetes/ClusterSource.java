package dev.sluice.kubernetes;

import dev.sluice.control.ChangeTrigger;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills the store from a cluster and keeps it so.
 *
 * <p>Of the {@linkplain FollowedKinds kinds that are followed} GatewayClass, Gateway and HTTPRoute are followed by
 * {@link GatewayReconcilers}, the others by {@link KindInformer}s; all only while the API server serves them. Once the first lists of everything
 * that is served are in the store, the snapshot is complete and that is said once. While the API server is away the
 * store stays as it was.
 */
public final class ClusterSource implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final String GROUP = "gateway.networking.k8s.io";
    private static final List<FollowedKind<?>> REQUIRED = ofPresence(FollowedKind.Presence.REQUIRED);
    private static final List<FollowedKind<?>> OPTIONAL = ofPresence(FollowedKind.Presence.OPTIONAL);

    private final ResourceStore store;
    private final ChangeTrigger trigger;
    private final Runnable onComplete;
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final List<KindInformer<?>> always = new ArrayList<>();
    private final List<OptionalInformer<?>> optional = new ArrayList<>();
    private final EndpointFeed endpointFeed;
    private final GatewayReconcilers reconcilers;
    private final OtherSecrets otherSecrets;
    private final ServedKinds servedKinds;
    private @Nullable Set<KindVersion> served;
    private boolean complete;
    private boolean closed;

    /**
     * A source that is not started.
     *
     * @param endpoints gets the ready endpoints of every Service port, first when the snapshot is complete and then at
     *     once when they change
     * @param trigger asked to compile when something changed that a compilation reads
     * @param onComplete called once, when the store first holds a complete snapshot
     */
    public ClusterSource(
            KubernetesClient client,
            ResourceStore store,
            EndpointDirectory endpoints,
            ChangeTrigger trigger,
            Runnable onComplete) {
        this.store = store;
        this.trigger = trigger;
        this.onComplete = onComplete;
        endpointFeed = new EndpointFeed(store, endpoints);
        listeners.add(endpointFeed);
        listeners.add(this::definitionChanged);
        reconcilers = new GatewayReconcilers(
                client, REQUIRED.stream().<KindStore<?>>map(this::reconciled).toList(), trigger);
        otherSecrets = new OtherSecrets(client, () -> triggering(FollowedKinds.of(Secret.class)));
        servedKinds = ServedKinds.of(
                client, Stream.concat(REQUIRED.stream(), OPTIONAL.stream()).toList(), this::onServed);
        ofPresence(FollowedKind.Presence.ALWAYS).forEach(kind -> always.add(informer(client, kind)));
        OPTIONAL.forEach(kind -> optional.add(optional(client, kind)));
    }

    private static List<FollowedKind<?>> ofPresence(FollowedKind.Presence presence) {
        return FollowedKinds.ALL.stream()
                .filter(kind -> kind.presence() == presence)
                .toList();
    }

    private <T extends HasMetadata> KindInformer<T> informer(KubernetesClient client, FollowedKind<T> kind) {
        return new KindInformer<>(
                kind.plural(),
                triggering(kind),
                () -> kind.request(client, kind.versions().getFirst()));
    }

    private <T extends HasMetadata> OptionalInformer<T> optional(KubernetesClient client, FollowedKind<T> kind) {
        return new OptionalInformer<>(client, kind, triggering(kind));
    }

    /** A store whose changes are passed on; a reconciler asks for the compilation. */
    private <T extends HasMetadata> KindStore<T> reconciled(FollowedKind<T> kind) {
        return new KindStore<>(kind.type(), store, kind::trim, this::tell);
    }

    /** A store whose changes are passed on and ask for a compilation. */
    private <T extends HasMetadata> KindStore<T> triggering(FollowedKind<T> kind) {
        return new KindStore<>(kind.type(), store, kind::trim, (before, after) -> {
            tell(before, after);
            HasMetadata object = after == null ? before : after;
            if (object != null
                    && kind.isSignificant(kind.type().cast(before), kind.type().cast(after))) {
                trigger.trigger(ResourceKey.of(object));
            }
        });
    }

    private void tell(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        for (StoreListener listener : listeners) {
            listener.changed(before, after);
        }
    }

    /** What is installed with the definition of GatewayClass, or goes with it, is asked for at once. */
    private void definitionChanged(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        if ((after == null ? before : after) instanceof CustomResourceDefinition) {
            servedKinds.askSoon();
        }
    }

    /** Adds a listener to every kind. Call it before {@link #start}. */
    public void listen(StoreListener listener) {
        listeners.add(listener);
    }

    /** Begins to follow the cluster; returns at once. */
    public void start() {
        for (KindInformer<?> informer : always) {
            informer.start(this::checkComplete);
        }
        servedKinds.start();
    }

    /** On the discovery thread, one at a time. */
    private void onServed(Set<KindVersion> kinds) {
        List<String> missing = missing(kinds);
        Set<KindVersion> before;
        synchronized (this) {
            if (closed) {
                return;
            }
            before = served;
            served = kinds;
        }
        if (missing.isEmpty()) {
            reconcilers.start();
        } else {
            if (before == null || missing(before).isEmpty()) {
                LOG.infof("The API server does not serve %s of %s; waiting for it", missing, GROUP);
            }
            reconcilers.forget(missing);
        }
        optional.forEach(informer -> informer.follow(kinds, this::checkComplete));
        checkComplete();
        if (isComplete()) {
            otherSecrets.follow(store.snapshot());
        }
    }

    private static List<String> missing(Set<KindVersion> served) {
        return REQUIRED.stream()
                .filter(kind -> kind.versionOf(served) == null)
                .map(FollowedKind::kind)
                .toList();
    }

    private void checkComplete() {
        synchronized (this) {
            if (complete || !awaited().isEmpty()) {
                return;
            }
            complete = true;
        }
        endpointFeed.complete();
        onComplete.run();
    }

    /** Whether the store has once held everything. */
    public synchronized boolean isComplete() {
        return complete;
    }

    /** What a complete snapshot still waits for, in words for people; empty if for nothing. */
    public synchronized List<String> awaited() {
        List<String> awaited = new ArrayList<>();
        if (served == null) {
            awaited.add("an answer of the API server");
            return awaited;
        }
        List<String> missing = missing(served);
        for (String kind : missing) {
            awaited.add("the CustomResourceDefinition of " + kind + " (" + GROUP + "/v1)");
        }
        if (missing.isEmpty() && !reconcilers.hasSynced()) {
            awaited.add("the first lists of GatewayClasses, Gateways and HTTPRoutes");
        }
        for (KindInformer<?> informer : always) {
            if (!informer.hasSynced()) {
                awaited.add("the first list of " + informer.what());
            }
        }
        for (OptionalInformer<?> informer : optional) {
            String list = informer.awaited();
            if (list != null) {
                awaited.add(list);
            }
        }
        return awaited;
    }

    /** Stops following; the store keeps what it has. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        servedKinds.close();
        otherSecrets.close();
        reconcilers.close();
        always.forEach(KindInformer::close);
        optional.forEach(OptionalInformer::close);
    }
}

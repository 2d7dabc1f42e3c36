package dev.sluice.kubernetes;

import dev.sluice.control.ChangeTrigger;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills the store from a cluster and keeps it so.
 *
 * <p>GatewayClass, Gateway and HTTPRoute are followed by {@link GatewayReconcilers}, all other kinds by
 * {@link KindInformer}s; each of either kind only while the API server serves it. Once the first lists of everything
 * that is served are in the store, the snapshot is complete and that is said once. While the API server is away the
 * store stays as it was.
 */
public final class ClusterSource implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final String GATEWAY_API = "gateway.networking.k8s.io/v1";
    private static final String GATEWAY_CLASS_DEFINITION = "gatewayclasses.gateway.networking.k8s.io";
    private static final List<String> REQUIRED = List.of("GatewayClass", "Gateway", "HTTPRoute");

    private final ResourceStore store;
    private final ChangeTrigger trigger;
    private final Runnable onComplete;
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final List<KindInformer<?>> always = new ArrayList<>();
    private final Map<String, KindInformer<?>> optional = new LinkedHashMap<>();
    private final GatewayReconcilers reconcilers;
    private final OtherSecrets otherSecrets;
    private final ServedKinds servedKinds;
    private @Nullable Set<String> served;
    private boolean complete;
    private boolean closed;

    /**
     * A source that is not started.
     *
     * @param endpoints gets the ready endpoints of every Service port, at once when they change
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
        listeners.add(new EndpointFeed(store, endpoints));
        reconcilers = new GatewayReconcilers(
                client,
                List.of(reconciled(GatewayClass.class), reconciled(Gateway.class), reconciled(HTTPRoute.class)),
                trigger);
        otherSecrets = new OtherSecrets(client, () -> triggering(Secret.class));
        servedKinds = ServedKinds.of(client, GATEWAY_API, this::onServed);
        follow("Services", Service.class, () -> client.services().inAnyNamespace());
        follow(
                "EndpointSlices",
                EndpointSlice.class,
                () -> client.discovery().v1().endpointSlices().inAnyNamespace());
        follow("Namespaces", Namespace.class, client::namespaces);
        // Other types of Secrets, among them those of service accounts and Helm releases, never leave the API server.
        follow(
                "TLS Secrets",
                Secret.class,
                () -> client.secrets().inAnyNamespace().withField("type", "kubernetes.io/tls"));
        always.add(new KindInformer<>(
                "the CustomResourceDefinition of GatewayClass",
                new KindStore<>(CustomResourceDefinition.class, store, Kept::trim, this::definitionChanged),
                () -> client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withField("metadata.name", GATEWAY_CLASS_DEFINITION)));
        followIfServed(client, "ReferenceGrants", ReferenceGrant.class);
        followIfServed(client, "GRPCRoutes", GRPCRoute.class);
    }

    private <T extends HasMetadata> void followIfServed(KubernetesClient client, String what, Class<T> type) {
        optional.put(
                HasMetadata.getKind(type),
                new KindInformer<>(
                        what, triggering(type), () -> client.resources(type).inAnyNamespace()));
    }

    private <T extends HasMetadata> void follow(String what, Class<T> type, Supplier<Informable<T>> request) {
        always.add(new KindInformer<>(what, triggering(type), request));
    }

    /** A store whose changes are passed on; a reconciler asks for the compilation. */
    private <T extends HasMetadata> KindStore<T> reconciled(Class<T> type) {
        return new KindStore<>(type, store, Kept::trim, this::tell);
    }

    /** A store whose changes are passed on and ask for a compilation. */
    private <T extends HasMetadata> KindStore<T> triggering(Class<T> type) {
        return new KindStore<>(type, store, Kept::trim, (before, after) -> {
            tell(before, after);
            HasMetadata object = after == null ? before : after;
            if (object != null
                    && !(object instanceof EndpointSlice)
                    && (before == null || after == null || Significance.isSignificant(before, after))) {
                trigger.trigger(ResourceKey.of(object));
            }
        });
    }

    private void tell(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        for (StoreListener listener : listeners) {
            listener.changed(before, after);
        }
    }

    private void definitionChanged(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        servedKinds.askSoon();
        HasMetadata object = after == null ? before : after;
        if (object != null && (before == null || after == null || Significance.isSignificant(before, after))) {
            trigger.trigger(ResourceKey.of(object));
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
    private void onServed(Set<String> kinds) {
        List<String> missing = missing(kinds);
        Set<String> before;
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
                LOG.infof("The API server does not serve %s of %s; waiting for it", missing, GATEWAY_API);
            }
            reconcilers.forget();
        }
        optional.forEach((kind, informer) -> {
            boolean wanted = kinds.contains(kind);
            boolean was = before != null && before.contains(kind);
            if (wanted && !was) {
                if (before != null) {
                    LOG.infof("The API server now serves %s", kind);
                }
                informer.start(this::checkComplete);
            } else if (!wanted && (was || before == null)) {
                LOG.infof("The API server does not serve %s; doing without", kind);
                informer.forget();
            }
        });
        checkComplete();
        if (isComplete()) {
            otherSecrets.follow(store.snapshot());
        }
    }

    private static List<String> missing(Set<String> kinds) {
        return REQUIRED.stream().filter(kind -> !kinds.contains(kind)).toList();
    }

    private void checkComplete() {
        synchronized (this) {
            if (complete || !awaited().isEmpty()) {
                return;
            }
            complete = true;
        }
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
            awaited.add("the CustomResourceDefinition of " + kind + " (" + GATEWAY_API + ")");
        }
        if (missing.isEmpty() && !reconcilers.hasSynced()) {
            awaited.add("the first lists of GatewayClasses, Gateways and HTTPRoutes");
        }
        for (KindInformer<?> informer : always) {
            if (!informer.hasSynced()) {
                awaited.add("the first list of " + informer.what());
            }
        }
        optional.forEach((kind, informer) -> {
            if (served.contains(kind) && !informer.hasSynced()) {
                awaited.add("the first list of " + informer.what());
            }
        });
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
        optional.values().forEach(KindInformer::close);
    }
}

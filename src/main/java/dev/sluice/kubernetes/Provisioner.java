package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.PortBinding.ServedBy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Service of each Gateway, and its {@linkplain SliceProvisioner EndpointSlices}, as they shall be; takes away
 * those of Gateways that are gone or another controller's by now. The Service of a Gateway that is refused stays as it
 * is: a Service that is deleted loses its address for ever, and a refusal may last a moment. What is not ours is never
 * touched, even if it has the name that ours would have. Services are written by the holder of the Lease.
 */
final class Provisioner implements StatusSink, StoreListener, AutoCloseable {
    private static final int WORKERS = 4;

    /** Certificates of proxies are looked at again after this time. */
    private static final long RENEW_AFTER_MILLIS = TimeUnit.HOURS.toMillis(6);

    /** A proxy that cannot be made yet is tried again after this time. */
    private static final long NOT_YET_MILLIS = 500;

    /** A Service that lost its Gateway for a moment only keeps its address. */
    private static final long REMOVE_AFTER_MILLIS = 1_000;

    /**
     * What is wanted.
     *
     * @param gateways those of our classes, whether accepted or refused
     * @param reached those of them that have one of the Services
     */
    private record State(
            Map<ResourceKey, GatewayService> services,
            Set<ResourceKey> gateways,
            Set<ResourceKey> reached,
            long sinceNanos) {
        /** Whether a Service that is not wanted stays nevertheless. */
        boolean keeps(Service live) {
            ResourceKey gateway = WantedService.gatewayOf(live);
            return gateway != null && gateways.contains(gateway) && !reached.contains(gateway);
        }
    }

    private final KubernetesClient client;
    private final String controllerName;
    private final BooleanSupplier mayWrite;
    private final WriteObserver observer;
    private final Map<ResourceKey, Service> liveServices = new ConcurrentHashMap<>();
    private final Overridden overridden;
    private final SliceProvisioner slices;
    private final Map<ResourceKey, Long> unwantedSince = new ConcurrentHashMap<>();
    private final RefusedWrites refused;
    private final ProxyProvisioner proxies;
    private final ProxyMoves moves = new ProxyMoves(System::nanoTime);
    private final Map<ResourceKey, Long> looksAgain = new ConcurrentHashMap<>();
    private final WorkQueue<ResourceKey> queue;
    private volatile @Nullable State state;

    /**
     * A provisioner that has nothing to do yet.
     *
     * @param mayWrite whether this replica holds the Lease
     * @param refused told of what the API server says of the Services
     * @param making how Gateways' own proxies are made
     */
    Provisioner(
            KubernetesClient client,
            BooleanSupplier mayWrite,
            ProxyPods pods,
            RefusedWrites refused,
            ProxyProvisioner.Making making,
            WriteObserver observer) {
        this.client = client;
        this.controllerName = making.controllerName();
        this.mayWrite = mayWrite;
        this.refused = refused;
        this.overridden = new Overridden(client.getKubernetesSerialization());
        this.slices = new SliceProvisioner(client, mayWrite, pods, observer);
        this.observer = observer;
        this.proxies = new ProxyProvisioner(client, making, observer);
        this.queue = new WorkQueue<>("sluice-provision", WORKERS, this::provision, (key, failure) -> {
            failed(key, failure);
            return true;
        });
    }

    private void failed(ResourceKey key, Exception failure) {
        GatewayService wanted = wanted(key);
        if (failure instanceof ProxyWriteFailure ofProxy) {
            told("proxy", ofProxy.object(), Objects.requireNonNullElse(ofProxy.answer(), failure));
            if (wanted != null) {
                refused.failed(wanted, ofProxy);
            }
        } else if (told("service", key, failure) && wanted != null) {
            refused.failed(wanted, liveServices.containsKey(key), failure);
        }
    }

    /** Whether it was more than a conflict. */
    private boolean told(String what, ResourceKey object, Exception failure) {
        if (failure instanceof KubernetesClientException answer
                && answer.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            observer.conflict(what, object);
            return false;
        }
        observer.failed(what, object, failure);
        return true;
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        Map<ResourceKey, GatewayService> services = new HashMap<>();
        Set<ResourceKey> reached = new HashSet<>();
        for (GatewayService service : compilation.infrastructure()) {
            services.put(new ResourceKey("Service", service.namespace(), service.name()), service);
            reached.add(RefusedWrites.gatewayOf(service));
        }
        state = new State(services, statuses.gateways().keySet(), reached, System.nanoTime());
        refused.keepOnly(reached);
        provisionAll();
    }

    /** Compares everything again if the set of the proxy's pods is not the one that it was. */
    void podsChanged() {
        if (slices.podsChanged()) {
            provisionAll();
        }
    }

    /** Compares everything again, such as when the right to write was just got. */
    void provisionAll() {
        State current = state;
        if (current != null) {
            current.services().keySet().forEach(queue::add);
            liveServices.forEach((key, service) -> {
                if (!current.services().containsKey(key) && isOwn(service)) {
                    queue.add(key);
                }
            });
        }
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        switch (after == null ? before : after) {
            case Service service -> {
                ResourceKey key = ResourceKey.of(service);
                if (after == null) {
                    liveServices.remove(key);
                    slices.forget(key);
                } else {
                    liveServices.put(key, service);
                }
                changed(key);
            }
            case EndpointSlice _ ->
                slices.live()
                        .changed((EndpointSlice) before, (EndpointSlice) after)
                        .forEach(this::changed);
            case Deployment _ -> changed(proxies.changed((Deployment) before, (Deployment) after));
            case ServiceAccount _ -> changed(proxies.changedPart(before, after));
            case HorizontalPodAutoscaler _ -> changed(proxies.changedPart(before, after));
            case PodDisruptionBudget _ -> changed(proxies.changedPart(before, after));
            case Secret _ -> {
                ResourceKey ofProxy = proxies.changed((Secret) before, (Secret) after);
                if (ofProxy != null) {
                    changed(ofProxy);
                }
            }
            case null, default -> {}
        }
    }

    private void changed(ResourceKey key) {
        State current = state;
        if (current != null
                && (current.services().containsKey(key)
                        || unwantedSince.containsKey(key)
                        || isOwn(liveServices.get(key)))) {
            queue.add(key);
        }
    }

    private void provision(ResourceKey key) throws GeneralSecurityException {
        State current = state;
        if (current == null) {
            return;
        }
        GatewayService wanted = current.services().get(key);
        Service live = liveServices.get(key);
        if (wanted == null && live != null && isOwn(live) && !current.keeps(live)) {
            if (mayWrite.getAsBoolean()) {
                remove(key, live);
            }
            return;
        }
        unwantedSince.remove(key);
        if (wanted == null) {
            if (live != null && isOwn(live) && !WantedService.isOfDedicatedProxy(live)) {
                slices.provision(key, WantedService.asItIs(live), live, current.sinceNanos(), queue::addAfter);
            }
            return;
        }
        ProxyMoves.Step step = moves.step(key, wanted, proxies.isAvailable(key));
        if (step.againMillis() > 0) {
            queue.addAfter(key, step.againMillis());
        }
        Service target =
                overridden.by(wanted.overrides(), WantedService.of(wanted, controllerName, live, step.dedicated()));
        if (live != null
                && (!WantedService.isFor(live, target) || live.getMetadata().getDeletionTimestamp() != null)) {
            return;
        }
        if (mayWrite.getAsBoolean() && (live == null || !WantedService.isApplied(live, target))) {
            live = Apply.to(client, target, live);
            observer.written("service", key, System.nanoTime() - current.sinceNanos());
        }
        if (live != null && step.slices()) {
            slices.provision(key, wanted, live, current.sinceNanos(), queue::addAfter);
        }
        if (mayWrite.getAsBoolean()) {
            if (!step.slices()) {
                slices.remove(key);
            }
            provisionProxy(key, wanted);
        }
        String whyNoPods = wanted.servedBy() == ServedBy.DEDICATED ? proxies.whyNoPods(key) : null;
        if (whyNoPods == null) {
            refused.succeeded(wanted);
        } else {
            refused.noPods(wanted, whyNoPods);
        }
    }

    private void provisionProxy(ResourceKey key, GatewayService wanted) throws GeneralSecurityException {
        if (wanted.proxy() != null) {
            if (!proxies.provision(key, wanted, wanted.proxy())) {
                queue.addAfter(key, NOT_YET_MILLIS);
                return;
            }
            long now = System.nanoTime();
            Long next = looksAgain.get(key);
            if (next == null || now - next >= 0) {
                looksAgain.put(key, now + TimeUnit.MILLISECONDS.toNanos(RENEW_AFTER_MILLIS));
                queue.addAfter(key, RENEW_AFTER_MILLIS + 1);
            }
        } else if (wanted.servedBy() == ServedBy.SHARED) {
            proxies.remove(key);
        }
    }

    private @Nullable GatewayService wanted(ResourceKey service) {
        State current = state;
        return current == null ? null : current.services().get(service);
    }

    private boolean isOwn(@Nullable Service service) {
        return service != null && WantedService.isOwn(service, controllerName);
    }

    private void remove(ResourceKey key, Service live) {
        long now = System.nanoTime();
        long since = unwantedSince.computeIfAbsent(key, _ -> now);
        long waited = TimeUnit.NANOSECONDS.toMillis(now - since);
        if (waited < REMOVE_AFTER_MILLIS) {
            queue.addAfter(key, REMOVE_AFTER_MILLIS - waited + 1);
            return;
        }
        client.resource(live)
                .lockResourceVersion(live.getMetadata().getResourceVersion())
                .delete();
        slices.remove(key);
        proxies.remove(key);
        unwantedSince.remove(key);
    }

    /** How many objects wait for a write or a comparison. */
    int pending() {
        return queue.size();
    }

    @Override
    public void close() {
        queue.close();
    }
}

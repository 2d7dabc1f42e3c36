package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Service of each Gateway, and its EndpointSlices, as they shall be; takes away those of Gateways that are
 * gone or another controller's by now. What is not ours is never touched, even if it has the name that ours would have.
 *
 * <p>Services are written by the holder of the Lease. EndpointSlices follow the proxy's pods within a second even if
 * it was the holder that died: any replica writes them, others than the holder after a moment in which it usually has.
 */
final class Provisioner implements StatusSink, StoreListener, AutoCloseable {
    private static final int WORKERS = 4;
    private static final long OTHERS_WAIT_MILLIS = 300;

    /** A Service that lost its Gateway for a moment only keeps its address. */
    private static final long REMOVE_AFTER_MILLIS = 1_000;

    private record State(Map<ResourceKey, GatewayService> services, long sinceNanos) {}

    private final KubernetesClient client;
    private final String controllerName;
    private final BooleanSupplier mayWrite;
    private final ProxyPods pods;
    private final WriteObserver observer;
    private final Map<ResourceKey, Service> liveServices = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Map<String, EndpointSlice>> liveSlices = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Long> unwantedSince = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Long> behindSince = new ConcurrentHashMap<>();
    private final WorkQueue<ResourceKey> queue;
    private volatile @Nullable State state;

    /**
     * A provisioner that has nothing to do yet.
     *
     * @param mayWrite whether this replica holds the Lease
     */
    Provisioner(
            KubernetesClient client,
            String controllerName,
            BooleanSupplier mayWrite,
            ProxyPods pods,
            WriteObserver observer) {
        this.client = client;
        this.controllerName = controllerName;
        this.mayWrite = mayWrite;
        this.pods = pods;
        this.observer = observer;
        this.queue = new WorkQueue<>("sluice-provision", WORKERS, this::provision, (key, failure) -> {
            if (failure instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                observer.conflict("service", key);
            } else {
                observer.failed("service", key, failure);
            }
            return true;
        });
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        Map<ResourceKey, GatewayService> services = new HashMap<>();
        for (GatewayService service : compilation.infrastructure()) {
            services.put(new ResourceKey("Service", service.namespace(), service.name()), service);
        }
        state = new State(services, System.nanoTime());
        provisionAll();
    }

    /** Compares everything again, such as when a pod or the right to write has changed. */
    void provisionAll() {
        State current = state;
        if (current != null) {
            current.services().keySet().forEach(queue::add);
            liveServices.forEach((key, service) -> {
                if (!current.services().containsKey(key) && WantedService.isOwn(service, controllerName)) {
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
                } else {
                    liveServices.put(key, service);
                }
                changed(key);
            }
            case EndpointSlice slice -> {
                String service = WantedSlices.isOwn(slice)
                        ? slice.getMetadata().getLabels().get(WantedSlices.SERVICE_NAME)
                        : null;
                if (service != null) {
                    ResourceKey key =
                            new ResourceKey("Service", slice.getMetadata().getNamespace(), service);
                    liveSlices.compute(key, (_, slices) -> {
                        Map<String, EndpointSlice> copy = slices == null ? new HashMap<>() : new HashMap<>(slices);
                        if (after == null) {
                            copy.remove(slice.getMetadata().getName());
                        } else {
                            copy.put(slice.getMetadata().getName(), slice);
                        }
                        return copy.isEmpty() ? null : copy;
                    });
                    changed(key);
                }
            }
            case null, default -> {}
        }
    }

    private void changed(ResourceKey key) {
        State current = state;
        if (current != null && (current.services().containsKey(key) || unwantedSince.containsKey(key))) {
            queue.add(key);
        }
    }

    private void provision(ResourceKey key) {
        State current = state;
        if (current == null) {
            return;
        }
        GatewayService wanted = current.services().get(key);
        Service live = liveServices.get(key);
        if (wanted == null) {
            if (live != null && WantedService.isOwn(live, controllerName) && mayWrite.getAsBoolean()) {
                remove(key, live);
            } else {
                unwantedSince.remove(key);
            }
            return;
        }
        unwantedSince.remove(key);
        Service target = WantedService.of(wanted, controllerName);
        if (live != null
                && (!WantedService.isFor(live, target) || live.getMetadata().getDeletionTimestamp() != null)) {
            return;
        }
        if (mayWrite.getAsBoolean() && (live == null || !WantedService.isApplied(live, target))) {
            live = apply(target);
            observer.written("service", key, System.nanoTime() - current.sinceNanos());
        }
        if (live != null && pods.hasSynced()) {
            provisionSlices(key, wanted, live, current);
        }
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
        for (EndpointSlice slice : liveSlices.getOrDefault(key, Map.of()).values()) {
            client.resource(slice).delete();
        }
        unwantedSince.remove(key);
    }

    private void provisionSlices(ResourceKey key, GatewayService wanted, Service live, State current) {
        Map<String, EndpointSlice> surplus = new HashMap<>(liveSlices.getOrDefault(key, Map.of()));
        List<EndpointSlice> behind = new ArrayList<>();
        for (EndpointSlice slice : WantedSlices.of(wanted, live, pods.current())) {
            if (!WantedSlices.isApplied(surplus.remove(slice.getMetadata().getName()), slice)) {
                behind.add(slice);
            }
        }
        if (behind.isEmpty() && surplus.isEmpty()) {
            behindSince.remove(key);
            return;
        }
        if (!mayWrite.getAsBoolean()) {
            long now = System.nanoTime();
            long waited = TimeUnit.NANOSECONDS.toMillis(now - behindSince.computeIfAbsent(key, _ -> now));
            if (waited < OTHERS_WAIT_MILLIS) {
                queue.addAfter(key, OTHERS_WAIT_MILLIS - waited + 1);
                return;
            }
        }
        for (EndpointSlice slice : behind) {
            apply(slice);
            observer.written("endpoints", ResourceKey.of(slice), System.nanoTime() - current.sinceNanos());
        }
        for (EndpointSlice slice : surplus.values()) {
            client.resource(slice).delete();
        }
        behindSince.remove(key);
    }

    private <T extends HasMetadata> T apply(T object) {
        T result = client.resource(object)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(StatusWriter.FIELD_MANAGER)
                                .withForce(true)
                                .build(),
                        object);
        return Objects.requireNonNull(result);
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

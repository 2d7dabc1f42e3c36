package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a GatewayClass of ours from being deleted while Gateways use it, by the finalizer that the Gateway API names
 * for that (GatewayClassFinalizerGatewaysExist).
 */
final class ClassFinalizer implements StatusSink, StoreListener, AutoCloseable {
    static final String FINALIZER = "gateway-exists-finalizer.gateway.networking.k8s.io";

    private static final String WHAT = "finalizer";

    private final KubernetesClient client;
    private final BooleanSupplier mayWrite;
    private final WriteObserver observer;
    private final Map<ResourceKey, GatewayClass> classes = new ConcurrentHashMap<>();
    private final Map<String, Set<ResourceKey>> users = new ConcurrentHashMap<>();
    private final WorkQueue<ResourceKey> queue;
    private volatile Set<ResourceKey> own = Set.of();

    ClassFinalizer(KubernetesClient client, BooleanSupplier mayWrite, WriteObserver observer) {
        this.client = client;
        this.mayWrite = mayWrite;
        this.observer = observer;
        this.queue = new WorkQueue<>("sluice-finalizer", 1, this::write, (key, failure) -> {
            if (failure instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                observer.conflict(WHAT, key);
            } else {
                observer.failed(WHAT, key, failure);
            }
            return true;
        });
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        own = statuses.gatewayClasses().keySet();
        writeAll();
    }

    void writeAll() {
        own.forEach(queue::add);
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        if (before instanceof Gateway gateway) {
            users.computeIfPresent(className(gateway), (_, keys) -> {
                keys.remove(ResourceKey.of(gateway));
                return keys.isEmpty() ? null : keys;
            });
        }
        if (after instanceof Gateway gateway) {
            users.computeIfAbsent(className(gateway), _ -> ConcurrentHashMap.newKeySet())
                    .add(ResourceKey.of(gateway));
        }
        if (after instanceof GatewayClass gatewayClass) {
            classes.put(ResourceKey.of(gatewayClass), gatewayClass);
        } else if (before instanceof GatewayClass gatewayClass) {
            classes.remove(ResourceKey.of(gatewayClass));
        }
        if (before instanceof Gateway || after instanceof Gateway || after instanceof GatewayClass) {
            writeAll();
        }
    }

    private static String className(Gateway gateway) {
        return gateway.getSpec().getGatewayClassName();
    }

    private void write(ResourceKey key) {
        GatewayClass live = classes.get(key);
        if (live == null || !own.contains(key) || !mayWrite.getAsBoolean()) {
            return;
        }
        List<String> finalizers = new ArrayList<>();
        if (live.getMetadata().getFinalizers() != null) {
            finalizers.addAll(live.getMetadata().getFinalizers());
        }
        boolean wanted = users.containsKey(key.name());
        if (wanted == finalizers.contains(FINALIZER)
                || (wanted && live.getMetadata().getDeletionTimestamp() != null)) {
            return;
        }
        if (wanted) {
            finalizers.add(FINALIZER);
        } else {
            finalizers.remove(FINALIZER);
        }
        long begin = System.nanoTime();
        String patch = client.getKubernetesSerialization()
                .asJson(Map.of(
                        "metadata",
                        Map.of("resourceVersion", live.getMetadata().getResourceVersion(), "finalizers", finalizers)));
        try {
            client.resource(live)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .withFieldManager(StatusWriter.FIELD_MANAGER)
                                    .build(),
                            patch);
            observer.written(WHAT, key, System.nanoTime() - begin);
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw failure;
            }
        }
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

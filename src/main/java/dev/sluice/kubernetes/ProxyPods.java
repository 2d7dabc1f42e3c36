package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceStore;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the pods of the shared proxy: all replicas, this one among them. */
final class ProxyPods implements AutoCloseable {
    private static final String CONTAINER = "sluice";

    private final KindStore<Pod> pods;
    private final KindInformer<Pod> informer;

    /**
     * Not yet started.
     *
     * @param selector the label, {@code key=value}, that all replicas carry
     * @param onChange called after each change; must not block
     */
    ProxyPods(KubernetesClient client, String namespace, String selector, Runnable onChange) {
        FollowedKind<Pod> kind = FollowedKind.always("Pods", Pod.class).trimming(Kept::trim);
        pods = new KindStore<>(Pod.class, new ResourceStore(), kind::trim, (_, _) -> onChange.run());
        informer = new KindInformer<>(
                "the proxy's Pods",
                pods,
                () -> client.pods().inNamespace(namespace).withLabelSelector(selector));
    }

    void start(Runnable onSynced) {
        informer.start(onSynced);
    }

    boolean hasSynced() {
        return informer.hasSynced();
    }

    /** Those that have an address, by name. */
    List<ProxyPod> current() {
        List<ProxyPod> current = new ArrayList<>();
        pods.values().forEach(pod -> {
            ProxyPod proxy = ProxyPod.of(pod);
            if (proxy != null) {
                current.add(proxy);
            }
        });
        current.sort(Comparator.comparing(ProxyPod::name));
        return current;
    }

    /** The container of one of them that runs Sluice, with nothing but its image; null if it is not known. */
    @Nullable
    Container container(String pod) {
        return pods.values()
                .filter(known -> known.getMetadata().getName().equals(pod))
                .flatMap(known -> known.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(CONTAINER))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        informer.close();
    }
}

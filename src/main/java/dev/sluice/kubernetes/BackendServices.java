package dev.sluice.kubernetes;

import dev.sluice.compile.BackendService;
import dev.sluice.compile.Compilation;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Service of each XBackend that selects pods and that a Gateway of ours leads to, and takes it away when none
 * does any more; with the XBackend itself the garbage collector does. Written by the holder of the Lease.
 */
final class BackendServices implements StatusSink, StoreListener, AutoCloseable {
    private static final int WORKERS = 2;

    private record State(Map<ResourceKey, BackendService> services, long sinceNanos) {}

    private final KubernetesClient client;
    private final String controllerName;
    private final BooleanSupplier mayWrite;
    private final WriteObserver observer;
    private final Map<ResourceKey, Service> live = new ConcurrentHashMap<>();
    private final WorkQueue<ResourceKey> queue;
    private volatile @Nullable State state;

    BackendServices(KubernetesClient client, String controllerName, BooleanSupplier mayWrite, WriteObserver observer) {
        this.client = client;
        this.controllerName = controllerName;
        this.mayWrite = mayWrite;
        this.observer = observer;
        this.queue = new WorkQueue<>("sluice-backends", WORKERS, this::provision, (key, failure) -> {
            observer.failed("service", key, failure);
            return true;
        });
    }

    @Override
    public void accept(Compilation compilation, Statuses statuses) {
        Map<ResourceKey, BackendService> services = new HashMap<>();
        for (BackendService service : compilation.backendServices()) {
            services.put(new ResourceKey("Service", service.namespace(), service.name()), service);
        }
        state = new State(Map.copyOf(services), System.nanoTime());
        provisionAll();
    }

    /** Compares everything again, such as when the right to write was just got. */
    void provisionAll() {
        State current = state;
        if (current != null) {
            current.services().keySet().forEach(queue::add);
            live.keySet().forEach(queue::add);
        }
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        if (!((after == null ? before : after) instanceof Service service)) {
            return;
        }
        ResourceKey key = ResourceKey.of(service);
        boolean own = after != null && isOwn(service);
        if (own) {
            live.put(key, service);
        } else {
            live.remove(key);
        }
        State current = state;
        if (own || (current != null && current.services().containsKey(key))) {
            queue.add(key);
        }
    }

    private boolean isOwn(Service service) {
        Map<String, String> labels =
                Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of());
        Map<String, String> annotations =
                Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
        return labels.containsKey(XBackend.LABEL)
                && GatewayService.SLUICE.equals(labels.get(GatewayService.MANAGED_BY))
                && controllerName.equals(annotations.get(GatewayService.CONTROLLER));
    }

    private void provision(ResourceKey key) {
        State current = state;
        if (current == null || !mayWrite.getAsBoolean()) {
            return;
        }
        BackendService wanted = current.services().get(key);
        Service found = live.get(key);
        if (wanted == null) {
            if (found != null) {
                client.resource(found)
                        .lockResourceVersion(found.getMetadata().getResourceVersion())
                        .delete();
            }
        } else if (found == null || !isApplied(found, wanted)) {
            Apply.to(client, service(wanted), found);
            observer.written("service", key, System.nanoTime() - current.sinceNanos());
        }
    }

    private static boolean isApplied(Service found, BackendService wanted) {
        List<ServicePort> ports = found.getSpec().getPorts();
        return wanted.selector().equals(found.getSpec().getSelector())
                && wanted.label().equals(found.getMetadata().getLabels().get(XBackend.LABEL))
                && ports.size() == 1
                && Objects.equals(ports.getFirst().getPort(), wanted.port())
                && new IntOrString(wanted.port()).equals(ports.getFirst().getTargetPort());
    }

    private Service service(BackendService wanted) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(wanted.namespace())
                .withName(wanted.name())
                .withGenerateName(wanted.namePrefix())
                .addToLabels(GatewayService.MANAGED_BY, GatewayService.SLUICE)
                .addToLabels(XBackend.LABEL, wanted.label())
                .addToAnnotations(GatewayService.CONTROLLER, controllerName)
                .addNewOwnerReference()
                .withApiVersion(HasMetadata.getApiVersion(XBackend.class))
                .withKind(XBackend.KIND)
                .withName(wanted.backend())
                .withUid(wanted.uid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(wanted.selector())
                .withIpFamilyPolicy("PreferDualStack")
                .addNewPort()
                .withPort(wanted.port())
                .withTargetPort(new IntOrString(wanted.port()))
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
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

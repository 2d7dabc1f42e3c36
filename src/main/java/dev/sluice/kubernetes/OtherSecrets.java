package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SecretObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that a Gateway or ListenerSet refers to for a certificate although they are no TLS Secrets, so that a person is told "is of type Opaque"
 * and not "does not exist". Only what is referred to and not among the TLS Secrets is followed, name by name, and only
 * its metadata and type are kept.
 */
final class OtherSecrets implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    /** Each costs a watch. The references beyond are taken for Secrets that do not exist. */
    private static final int MOST = 50;

    private record Reference(String namespace, String name) {}

    private final KubernetesClient client;
    private final Supplier<KindStore<Secret>> stores;
    private final Map<Reference, KindInformer<Secret>> followed = new HashMap<>();
    private boolean full;

    /**
     * Follows nothing yet.
     *
     * @param stores makes a store that feeds the same resource store as that of the TLS Secrets
     */
    OtherSecrets(KubernetesClient client, Supplier<KindStore<Secret>> stores) {
        this.client = client;
        this.stores = stores;
    }

    /** Follows what is referred to now, and nothing else. */
    synchronized void follow(ResourceSnapshot snapshot) {
        Set<Reference> wanted = new HashSet<>();
        for (Gateway gateway : snapshot.all(Gateway.class)) {
            String namespace = gateway.getMetadata().getNamespace();
            for (Listener listener :
                    Objects.requireNonNullElse(gateway.getSpec().getListeners(), List.<Listener>of())) {
                addAll(wanted, snapshot, namespace, listener.getTls());
            }
            var tls = gateway.getSpec().getTls();
            if (tls != null && tls.getBackend() != null && tls.getBackend().getClientCertificateRef() != null) {
                add(wanted, snapshot, namespace, tls.getBackend().getClientCertificateRef());
            }
        }
        for (ListenerSet set : snapshot.all(ListenerSet.class)) {
            for (ListenerEntry listener :
                    Objects.requireNonNullElse(set.getSpec().getListeners(), List.<ListenerEntry>of())) {
                addAll(wanted, snapshot, set.getMetadata().getNamespace(), listener.getTls());
            }
        }
        followed.entrySet().removeIf(entry -> {
            if (wanted.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().forget();
            return true;
        });
        for (Reference reference : wanted) {
            if (followed.size() == MOST) {
                if (!full) {
                    LOG.warnf("More than %d missing Secrets are referred to; the others are not looked for", MOST);
                }
                full = true;
                return;
            }
            followed.computeIfAbsent(reference, this::start);
        }
        full = false;
    }

    private static void addAll(
            Set<Reference> wanted, ResourceSnapshot snapshot, String namespace, @Nullable ListenerTLSConfig tls) {
        if (tls != null && tls.getCertificateRefs() != null) {
            for (SecretObjectReference reference : tls.getCertificateRefs()) {
                add(wanted, snapshot, namespace, reference);
            }
        }
    }

    private static void add(
            Set<Reference> wanted, ResourceSnapshot snapshot, String namespace, SecretObjectReference reference) {
        if (!Objects.requireNonNullElse(reference.getKind(), "Secret").equals("Secret")
                || !Objects.requireNonNullElse(reference.getGroup(), "").isEmpty()) {
            return;
        }
        String in = Objects.requireNonNullElse(reference.getNamespace(), namespace);
        Secret known = snapshot.get(Secret.class, in, reference.getName());
        if (known == null || !"kubernetes.io/tls".equals(known.getType())) {
            wanted.add(new Reference(in, reference.getName()));
        }
    }

    private KindInformer<Secret> start(Reference reference) {
        KindInformer<Secret> informer = new KindInformer<>(
                "Secret " + reference.namespace() + "/" + reference.name(),
                stores.get(),
                () -> client.secrets()
                        .inNamespace(reference.namespace())
                        .withField("metadata.name", reference.name())
                        .withoutField("type", "kubernetes.io/tls"));
        informer.start(() -> {});
        return informer;
    }

    @Override
    public synchronized void close() {
        followed.values().forEach(KindInformer::close);
        followed.clear();
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A Secret of Sluice itself, which all replicas follow. Whoever does not find it makes it; the first one counts.
 */
final class OwnSecret implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Supplier<Map<String, byte[]>> made;
    private final Consumer<Map<String, byte[]>> reader;
    private final WorkQueue<String> making;
    private @Nullable SharedIndexInformer<Secret> informer;

    /**
     * Follows nothing yet.
     *
     * @param lack what it means that it cannot be made, for people
     * @param made the values to make it with; those in use if there are any, so that one that was deleted comes back
     * @param reader takes the values, each time that they change
     */
    OwnSecret(
            KubernetesClient client,
            String namespace,
            String name,
            String lack,
            Supplier<Map<String, byte[]>> made,
            Consumer<Map<String, byte[]>> reader) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.made = made;
        this.reader = reader;
        this.making = new WorkQueue<>("sluice-secret", 1, _ -> make(), (_, failure) -> {
            LOG.warnf("Cannot make the Secret %s/%s; %s: %s", namespace, name, lack, Failures.describe(failure));
            return true;
        });
    }

    /** Begins to follow the Secret; makes it if it is not there. */
    synchronized void start() {
        SharedIndexInformer<Secret> created =
                client.secrets().inNamespace(namespace).withName(name).runnableInformer(0);
        created.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Secret secret) {
                read(secret);
            }

            @Override
            public void onUpdate(Secret before, Secret secret) {
                read(secret);
            }

            @Override
            public void onDelete(Secret secret, boolean finalStateUnknown) {
                making.add(name);
            }
        });
        created.exceptionHandler((started, failure) -> {
            LOG.warnf(
                    "%s Secret %s/%s: %s",
                    started ? "The watch ended of" : "Cannot list", namespace, name, Failures.describe(failure));
            return true;
        });
        informer = created;
        created.start().thenRun(() -> {
            if (created.getStore().list().isEmpty()) {
                making.add(name);
            }
        });
    }

    private void read(Secret secret) {
        Map<String, byte[]> values = new HashMap<>();
        if (secret.getData() != null) {
            secret.getData().forEach((entry, value) -> {
                try {
                    values.put(entry, Base64.getDecoder().decode(value));
                } catch (IllegalArgumentException notBase64) {
                    LOG.warnf("The value %s of the Secret %s/%s is not base64", entry, namespace, name);
                }
            });
        }
        reader.accept(values);
    }

    private void make() {
        Map<String, String> data = new HashMap<>();
        made.get().forEach((entry, value) -> data.put(entry, Base64.getEncoder().encodeToString(value)));
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app.kubernetes.io/managed-by", "sluice")
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build();
        try {
            client.resource(secret).create();
        } catch (KubernetesClientException refused) {
            // Another replica was faster; what it made comes by the watch.
            if (refused.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused;
            }
        }
    }

    @Override
    public synchronized void close() {
        making.close();
        if (informer != null) {
            informer.close();
        }
    }
}

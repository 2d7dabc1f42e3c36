package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Secret with the key for the tokens of sessions, which makes them outlive restarts and go from replica to replica.
 * Whoever does not find it makes it. Its value {@code key} seals new tokens; a value {@code previous} still opens those
 * that were sealed with it, so that a key can be replaced without ending sessions.
 */
public final class SessionSecret implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final int KEY_BYTES = 32;
    private static final int LEAST_BYTES = 16;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Consumer<List<byte[]>> user;
    private final WorkQueue<String> making;
    private @Nullable SharedIndexInformer<Secret> informer;
    private volatile byte @Nullable [] known;

    /**
     * Follows nothing yet.
     *
     * @param user takes the keys, the one that seals first, each time that they change
     */
    public SessionSecret(KubernetesClient client, String namespace, String name, Consumer<List<byte[]>> user) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.user = user;
        this.making = new WorkQueue<>("sluice-session-secret", 1, _ -> make(), (_, failure) -> {
            LOG.warnf(
                    "Cannot make the Secret %s/%s; sessions are known to this replica only: %s",
                    namespace, name, Failures.describe(failure));
            return true;
        });
    }

    /** Begins to follow the Secret; makes it if it is not there. */
    public synchronized void start() {
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
        List<byte[]> keys = new ArrayList<>(2);
        for (String entry : List.of("key", "previous")) {
            byte[] key =
                    decode(secret.getData() == null ? null : secret.getData().get(entry));
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            LOG.warnf(
                    "The Secret %s/%s has no key of at least %d bytes; what was used before stays in use",
                    namespace, name, LEAST_BYTES);
            return;
        }
        known = keys.getFirst();
        user.accept(keys);
    }

    private static byte @Nullable [] decode(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            byte[] key = Base64.getDecoder().decode(value);
            return key.length < LEAST_BYTES ? null : key;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** One that was deleted comes back with the key that is in use. */
    private void make() {
        byte[] key = known;
        if (key == null) {
            key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
        }
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels("app.kubernetes.io/managed-by", "sluice")
                .endMetadata()
                .withType("Opaque")
                .withData(Map.of("key", Base64.getEncoder().encodeToString(key)))
                .build();
        try {
            client.resource(secret).create();
        } catch (KubernetesClientException refused) {
            // Another replica was faster; its key comes by the watch.
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

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Secret with the key for the tokens of sessions, which makes them outlive restarts and go from replica to replica.
 * Its value {@code key} seals new tokens; a value {@code previous} still opens those that were sealed with it, so that a
 * key can be replaced without ending sessions.
 */
public final class SessionSecret implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final int KEY_BYTES = 32;
    private static final int LEAST_BYTES = 16;

    private final String name;
    private final Consumer<List<byte[]>> user;
    private final OwnSecret secret;
    private volatile byte @Nullable [] known;

    /**
     * Follows nothing yet.
     *
     * @param user takes the keys, the one that seals first, each time that they change
     */
    public SessionSecret(KubernetesClient client, String namespace, String name, Consumer<List<byte[]>> user) {
        this.name = namespace + "/" + name;
        this.user = user;
        secret = new OwnSecret(
                client, namespace, name, "sessions are known to this replica only", this::make, this::read);
    }

    /** Begins to follow the Secret; makes it if it is not there. */
    public void start() {
        secret.start();
    }

    private void read(Map<String, byte[]> values) {
        List<byte[]> keys = new ArrayList<>(2);
        for (String entry : List.of("key", "previous")) {
            byte[] key = values.get(entry);
            if (key != null && key.length >= LEAST_BYTES) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            LOG.warnf(
                    "The Secret %s has no key of at least %d bytes; what was used before stays in use",
                    name, LEAST_BYTES);
            return;
        }
        known = keys.getFirst();
        user.accept(keys);
    }

    private Map<String, byte[]> make() {
        byte[] key = known;
        if (key == null) {
            key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
        }
        return Map.of("key", key);
    }

    @Override
    public void close() {
        secret.close();
    }
}

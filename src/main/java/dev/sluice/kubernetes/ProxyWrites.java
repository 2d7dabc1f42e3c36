package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** Writes what a Gateway's own proxy is made of. What somebody else has made by that name is left alone. */
final class ProxyWrites {
    private final KubernetesClient client;
    private final WriteObserver observer;

    ProxyWrites(KubernetesClient client, WriteObserver observer) {
        this.client = client;
        this.observer = observer;
    }

    /**
     * Writes an object that is followed.
     *
     * @param live as it was seen, checked to be ours; null if there was none
     */
    <T extends HasMetadata> T followed(T wanted, @Nullable T live) {
        try {
            return written(Apply.to(client, wanted, live));
        } catch (KubernetesClientException refused) {
            throw new ProxyWriteFailure(
                    ResourceKey.of(wanted), live != null, live == null && isConflict(refused), refused);
        }
    }

    /**
     * Writes an object that belongs to a Deployment; by force only if it is its owner's. Returns it as it is then.
     *
     * @param owner the uid of the Deployment, or of the Gateway before there is one
     */
    <T extends HasMetadata> T part(T wanted, String owner) {
        ResourceKey object = ResourceKey.of(wanted);
        try {
            try {
                return written(Apply.part(client, wanted, false));
            } catch (KubernetesClientException refused) {
                T live = isConflict(refused) ? client.resource(wanted).get() : null;
                if (live == null) {
                    throw refused;
                }
                if (!belongsTo(live, owner)) {
                    throw new ProxyWriteFailure(object, true, true, refused);
                }
                return written(Apply.to(client, wanted, live));
            }
        } catch (KubernetesClientException refused) {
            throw new ProxyWriteFailure(object, false, false, refused);
        }
    }

    private <T extends HasMetadata> T written(T applied) {
        observer.written("proxy", ResourceKey.of(applied), 0);
        return applied;
    }

    private static boolean isConflict(KubernetesClientException refused) {
        return refused.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    private static boolean belongsTo(HasMetadata live, String owner) {
        return live.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getUid().equals(owner));
    }
}

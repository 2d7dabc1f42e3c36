package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Server-side apply of an object that is ours. */
final class Apply {
    private Apply() {}

    /**
     * Writes an object as it shall be; returns it as it is then.
     *
     * <p>What was seen to be ours is put right by force, and only if it is still that very object. What was not seen is
     * created; if somebody else was faster the API server refuses it as a conflict.
     *
     * @param live the object as it was seen, checked to be ours; null if there was none
     */
    static <T extends HasMetadata> T to(KubernetesClient client, T wanted, @Nullable T live) {
        wanted.getMetadata().setUid(live == null ? null : live.getMetadata().getUid());
        return part(client, wanted, live != null);
    }

    /**
     * Writes an object that belongs to one of ours.
     *
     * @param force whether it was there, or what it belongs to was; else what somebody else has made is a conflict
     */
    static <T extends HasMetadata> T part(KubernetesClient client, T wanted, boolean force) {
        T result = client.resource(wanted)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(StatusWriter.FIELD_MANAGER)
                                .withForce(force)
                                .build(),
                        wanted);
        return Objects.requireNonNull(result);
    }
}

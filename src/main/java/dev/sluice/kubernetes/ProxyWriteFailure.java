package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** A part of a Gateway's own proxy could not be written. */
final class ProxyWriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ResourceKey object;
    private final boolean exists;
    private final boolean foreign;
    private final @Nullable KubernetesClientException answer;

    /**
     * A write that was refused.
     *
     * @param exists whether there is such an object already, in another form
     * @param foreign whether somebody else has made it
     * @param answer of the API server; null if it was not asked
     */
    ProxyWriteFailure(ResourceKey object, boolean exists, boolean foreign, @Nullable KubernetesClientException answer) {
        super(answer);
        this.object = object;
        this.exists = exists;
        this.foreign = foreign;
        this.answer = answer;
    }

    /** An object that somebody else has made. */
    static ProxyWriteFailure ofForeign(ResourceKey object) {
        return new ProxyWriteFailure(object, true, true, null);
    }

    boolean isForeign() {
        return foreign;
    }

    ResourceKey object() {
        return object;
    }

    boolean exists() {
        return exists;
    }

    @Nullable
    KubernetesClientException answer() {
        return answer;
    }
}

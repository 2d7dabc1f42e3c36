package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A part of a Gateway's own proxy could not be written. */
final class ProxyWriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ResourceKey object;
    private final boolean exists;
    private final KubernetesClientException answer;

    /** @param exists whether there was a proxy already, in another form */
    ProxyWriteFailure(ResourceKey object, boolean exists, KubernetesClientException answer) {
        super(answer);
        this.object = object;
        this.exists = exists;
        this.answer = answer;
    }

    ResourceKey object() {
        return object;
    }

    boolean exists() {
        return exists;
    }

    KubernetesClientException answer() {
        return answer;
    }
}

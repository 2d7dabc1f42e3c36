package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ListenerSet of a Gateway of a class of ours.
 *
 * @param listeners none if it is not attached
 * @param refused why it is not attached, if it is not
 */
record CompiledListenerSet(
        ListenerSet set,
        List<CompiledListener> listeners,
        @Nullable Problem refused) {
    boolean isAttached() {
        return refused == null;
    }

    String namespace() {
        return set.getMetadata().getNamespace();
    }

    String name() {
        return set.getMetadata().getName();
    }

    @Override
    public String toString() {
        return namespace() + "/" + name();
    }
}

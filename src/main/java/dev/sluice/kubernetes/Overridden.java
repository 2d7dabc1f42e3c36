package dev.sluice.kubernetes;

import dev.sluice.resources.StrategicMerge;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the patches of {@link dev.sluice.resources.Overrides} on what is made for Gateways. */
record Overridden(KubernetesSerialization serialization) {
    /** The object with a patch that was found to be without flaw. */
    <T extends HasMetadata> T by(@Nullable Map<String, Object> patch, T object) {
        if (patch == null || patch.isEmpty()) {
            return object;
        }
        @SuppressWarnings(
                "unchecked") // An object is a map with names for keys; its class is that of an object of type T.
        Map<String, Object> tree = serialization.convertValue(object, Map.class);
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) object.getClass();
        return serialization.convertValue(StrategicMerge.apply(tree, patch), type);
    }
}

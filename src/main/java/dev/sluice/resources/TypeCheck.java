package dev.sluice.resources;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether trees of maps and lists can be read as objects. */
public final class TypeCheck {
    private final ObjectMapper mapper = new ObjectMapper();

    public TypeCheck() {
        // Teaches the mapper what the models need.
        new KubernetesSerialization(mapper, false);
    }

    /** The field that cannot be read and why, as {@code field: cause}; null if there is none. */
    public @Nullable String flaw(Map<String, Object> tree, Class<? extends HasMetadata> type) {
        try {
            mapper.convertValue(tree, type);
            return null;
        } catch (IllegalArgumentException unreadable) {
            if (!(unreadable.getCause() instanceof JsonMappingException mapping)) {
                throw unreadable;
            }
            StringBuilder field = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    field.append('[').append(step.getIndex()).append(']');
                } else {
                    field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
                }
            }
            return field + ": has a value of another type than this field";
        }
    }
}

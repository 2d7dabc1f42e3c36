package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which objects that want the same thing come: the oldest first, then by {@code namespace/name}. Objects
 * from files have no creation time and come by name alone.
 */
final class Age {
    private Age() {}

    static <T extends HasMetadata> List<T> sorted(Collection<T> objects) {
        List<T> sorted = new ArrayList<>(objects);
        sorted.sort((left, right) -> compare(left.getMetadata(), right.getMetadata()));
        return sorted;
    }

    private static int compare(ObjectMeta left, ObjectMeta right) {
        // All times are UTC in the same form, so their text sorts as they do.
        int byTime = orEmpty(left.getCreationTimestamp()).compareTo(orEmpty(right.getCreationTimestamp()));
        if (byTime != 0) {
            return byTime;
        }
        return name(left).compareTo(name(right));
    }

    /** The specification orders ties by this text, in which the slash counts as a character. */
    private static String name(ObjectMeta metadata) {
        return orEmpty(metadata.getNamespace()) + "/" + metadata.getName();
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which objects that want the same thing come: the oldest first, then by {@code namespace/name}. Objects
 * from files have no creation time and come by name alone.
 */
final class Age {
    static final Comparator<HasMetadata> OLDEST_FIRST =
            (left, right) -> compare(left.getMetadata(), right.getMetadata());

    private Age() {}

    static <T extends HasMetadata> List<T> sorted(Collection<T> objects) {
        List<T> sorted = new ArrayList<>(objects);
        sorted.sort(OLDEST_FIRST);
        return sorted;
    }

    private static int compare(ObjectMeta left, ObjectMeta right) {
        // All times are UTC in the same form, so their text sorts as they do.
        int byTime = orEmpty(left.getCreationTimestamp()).compareTo(orEmpty(right.getCreationTimestamp()));
        if (byTime != 0) {
            return byTime;
        }
        String leftNamespace = orEmpty(left.getNamespace());
        String rightNamespace = orEmpty(right.getNamespace());
        // The specification orders ties by namespace/name as a text, in which the slash counts as a character.
        return leftNamespace.equals(rightNamespace)
                ? left.getName().compareTo(right.getName())
                : (leftNamespace + "/").compareTo(rightNamespace + "/");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

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
    private static final Comparator<HasMetadata> OLDEST_FIRST = Comparator.comparing(
                    (HasMetadata object) -> orEmpty(meta(object).getCreationTimestamp()))
            .thenComparing(object -> orEmpty(meta(object).getNamespace()))
            .thenComparing(object -> meta(object).getName());

    private Age() {}

    static <T extends HasMetadata> List<T> sorted(Collection<T> objects) {
        List<T> sorted = new ArrayList<>(objects);
        sorted.sort(OLDEST_FIRST);
        return sorted;
    }

    private static ObjectMeta meta(HasMetadata object) {
        return object.getMetadata();
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

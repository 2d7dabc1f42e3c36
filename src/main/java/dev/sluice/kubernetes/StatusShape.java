package dev.sluice.kubernetes;

import dev.sluice.compile.Statuses;
import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the status of a kind is written.
 *
 * @param desired what is desired of the objects of this kind and others
 * @param merge compares one object with that
 * @param withdrawn whether an object of which nothing is desired loses what was written earlier
 * @param <T> the kind
 * @param <S> what is desired of it
 */
record StatusShape<T extends HasMetadata, S>(
        Function<Statuses, Map<ResourceKey, Generated<S>>> desired, Merge<T, S> merge, boolean withdrawn) {

    /** Compares an object with what is desired. */
    @FunctionalInterface
    interface Merge<T, S> {
        /**
         * What has to be written next, or null if nothing.
         *
         * @param desired null to withdraw what was written earlier
         * @param controllerName entries with this controllerName are ours
         * @param now for lastTransitionTime
         */
        @Nullable
        StatusPatch of(T live, @Nullable Generated<S> desired, String controllerName, String now);
    }

    /** Like {@link Merge}, of an object that is ours. */
    @FunctionalInterface
    interface OwnMerge<T, S> {
        @Nullable
        StatusPatch of(T live, Generated<S> desired, String now);
    }

    /** Of a kind whose objects have one controller each: the status as a whole is ours or not, but for conditions. */
    static <T extends HasMetadata, S> StatusShape<T, S> ofOwn(
            Function<Statuses, Map<ResourceKey, Generated<S>>> desired, OwnMerge<T, S> merge) {
        return new StatusShape<>(
                desired, (live, wanted, _, now) -> merge.of(live, Objects.requireNonNull(wanted), now), false);
    }

    /** Of a kind whose objects may have several controllers: each has entries of its own in a list. */
    static <T extends HasMetadata, S> StatusShape<T, S> ofShared(
            Function<Statuses, Map<ResourceKey, Generated<S>>> desired, Merge<T, S> merge) {
        return new StatusShape<>(desired, merge, true);
    }

    /** What is desired of an object, or null if nothing is. */
    @Nullable
    Generated<S> desired(Statuses statuses, ResourceKey key) {
        return desired.apply(statuses).get(key);
    }

    /** What has to be written to an object next, or null if nothing, or if a newer version of it is to be compiled. */
    @Nullable
    StatusPatch patch(T live, Statuses statuses, String controllerName, String now) {
        Generated<S> wanted = desired(statuses, ResourceKey.of(live));
        if (wanted == null) {
            return withdrawn ? merge.of(live, null, controllerName, now) : null;
        }
        boolean isStale = Objects.requireNonNullElse(live.getMetadata().getGeneration(), 0L) > wanted.generation();
        return isStale ? null : merge.of(live, wanted, controllerName, now);
    }
}

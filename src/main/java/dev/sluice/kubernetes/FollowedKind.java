package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind that is followed in a cluster, and all that this package has to know of it.
 *
 * @param plural for people, such as {@code GRPCRoutes}
 * @param presence where it is, and what follows it there
 * @param versions in which it is read, the best first; a kind of the Gateway API is read in the first of them that the
 *     API server serves, and held in the first
 * @param selection what of it is listed and watched, where that is not all there is
 * @param trim removes from a freshly read object what nobody reads
 * @param content what a compilation reads beside the metadata, if that changes without the generation
 * @param triggers whether its changes ask for a compilation
 * @param status null if it has none that is ours
 */
record FollowedKind<T extends HasMetadata>(
        String plural,
        Class<T> type,
        Presence presence,
        List<String> versions,
        @Nullable Function<KubernetesClient, Informable<T>> selection,
        Consumer<T> trim,
        Function<T, @Nullable Object> content,
        boolean triggers,
        @Nullable StatusShape<T, ?> status) {

    /** Where a kind is. */
    enum Presence {
        /** In every cluster. */
        ALWAYS,
        /** Where the Gateway API is, and without it there is nothing to do: followed by the reconcilers. */
        REQUIRED,
        /** Where somebody has installed it: followed while it is there. */
        OPTIONAL
    }

    FollowedKind {
        versions = List.copyOf(versions);
    }

    private static <T extends HasMetadata> FollowedKind<T> of(
            String plural, Class<T> type, Presence presence, List<String> versions) {
        return new FollowedKind<>(plural, type, presence, versions, null, _ -> {}, _ -> null, true, null);
    }

    /** A kind that every cluster has. */
    static <T extends HasMetadata> FollowedKind<T> always(String plural, Class<T> type) {
        return of(plural, type, Presence.ALWAYS, List.of(HasMetadata.getVersion(type)));
    }

    /** A kind of the Gateway API without which there is nothing to do. */
    static <T extends HasMetadata> FollowedKind<T> required(String plural, Class<T> type) {
        return of(plural, type, Presence.REQUIRED, List.of("v1"));
    }

    /**
     * A kind of the Gateway API that may be absent.
     *
     * @param versions all in which objects look alike, the best first
     */
    static <T extends HasMetadata> FollowedKind<T> optional(String plural, Class<T> type, String... versions) {
        return of(plural, type, Presence.OPTIONAL, List.of(versions));
    }

    FollowedKind<T> selecting(Function<KubernetesClient, Informable<T>> part) {
        return new FollowedKind<>(plural, type, presence, versions, part, trim, content, triggers, status);
    }

    FollowedKind<T> trimming(Consumer<T> rest) {
        return new FollowedKind<>(plural, type, presence, versions, selection, rest, content, triggers, status);
    }

    FollowedKind<T> comparing(Function<T, @Nullable Object> read) {
        return new FollowedKind<>(plural, type, presence, versions, selection, trim, read, triggers, status);
    }

    FollowedKind<T> withoutTrigger() {
        return new FollowedKind<>(plural, type, presence, versions, selection, trim, content, false, status);
    }

    FollowedKind<T> saying(StatusShape<T, ?> shape) {
        return new FollowedKind<>(plural, type, presence, versions, selection, trim, content, triggers, shape);
    }

    String kind() {
        return HasMetadata.getKind(type);
    }

    /** In which of its versions it is to be read, or null if the API server serves none of them. */
    @Nullable
    String versionOf(Set<KindVersion> served) {
        for (String version : versions) {
            if (served.contains(new KindVersion(kind(), version))) {
                return version;
            }
        }
        return null;
    }

    /** What to list and watch. */
    Informable<T> request(KubernetesClient client, String version) {
        return selection == null
                ? VersionedRequests.of(client, type, version).inAnyNamespace()
                : selection.apply(client);
    }

    /** Removes from a freshly read object what nobody reads. */
    void trim(T object) {
        Kept.trimMetadata(object.getMetadata());
        trim.accept(object);
    }

    /** Whether a change of an object can change what is compiled; null where there is none. */
    boolean isSignificant(@Nullable T before, @Nullable T after) {
        return triggers
                && (before == null
                        || after == null
                        || !sameMetadata(before.getMetadata(), after.getMetadata())
                        || !Objects.equals(content.apply(before), content.apply(after)));
    }

    /** The generation follows the spec, and not the status: neither our own writes of statuses nor those of others count. */
    private static boolean sameMetadata(ObjectMeta before, ObjectMeta after) {
        return Objects.equals(before.getUid(), after.getUid())
                && Objects.equals(before.getGeneration(), after.getGeneration())
                && Objects.equals(before.getLabels(), after.getLabels())
                && Objects.equals(before.getAnnotations(), after.getAnnotations())
                && Objects.equals(before.getDeletionTimestamp(), after.getDeletionTimestamp());
    }
}

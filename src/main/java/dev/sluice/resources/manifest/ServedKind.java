package dev.sluice.resources.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that Sluice reads.
 *
 * @param group empty for core
 * @param versions the versions that files may use; the first is the one that objects are held in
 * @param body everything but the metadata, for telling whether an object's generation moves
 */
public record ServedKind<T extends HasMetadata>(
        String kind,
        String group,
        List<String> versions,
        boolean namespaced,
        Class<T> type,
        Function<T, @Nullable Object> body) {
    public ServedKind {
        versions = List.copyOf(versions);
    }

    /** The apiVersion that objects are held in. */
    public String apiVersion() {
        return apiVersion(versions.getFirst());
    }

    /** The version in an apiVersion. */
    static String versionOf(@Nullable String apiVersion) {
        return apiVersion == null ? "" : apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    boolean serves(String apiVersion) {
        for (String version : versions) {
            if (apiVersion(version).equals(apiVersion)) {
                return true;
            }
        }
        return false;
    }

    boolean sameBody(HasMetadata one, HasMetadata other) {
        return Objects.equals(body.apply(type.cast(one)), body.apply(type.cast(other)));
    }

    private String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }
}

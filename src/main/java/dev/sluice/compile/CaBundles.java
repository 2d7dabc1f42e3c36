package dev.sluice.compile;

import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that references name: ConfigMaps, and Secrets of type {@code kubernetes.io/tls}, each with a
 * {@code ca.crt}, and ClusterTrustBundles. Parsed once for each object: one that did not change is the same in the next snapshot.
 */
final class CaBundles {
    private Map<HasMetadata, CaBundle> known = new IdentityHashMap<>();
    private Map<HasMetadata, CaBundle> used = new IdentityHashMap<>();

    /**
     * A reference to be resolved.
     *
     * @param field for messages
     */
    record Reference(@Nullable String group, @Nullable String kind, String namespace, String name, String field) {
        /** Whether objects of this kind can hold certificates at all. */
        boolean isOfKnownKind() {
            return isOfCluster()
                    || (Objects.requireNonNullElse(group, "").isEmpty()
                            && ("ConfigMap".equals(kind) || "Secret".equals(kind)));
        }

        /** Whether it is to an object without a namespace, which is for everybody. */
        boolean isOfCluster() {
            return ClusterTrustBundle.GROUP.equals(group) && ClusterTrustBundle.KIND.equals(kind);
        }

        /** What is wrong with a reference to an unknown kind. */
        String unknownKind() {
            return field + ": the kind " + kind + " in group \"" + Objects.requireNonNullElse(group, "")
                    + "\" is not supported; supported are ConfigMap, and Secret of type kubernetes.io/tls, with a key "
                    + CaBundle.KEY + ", and ClusterTrustBundle in group " + ClusterTrustBundle.GROUP;
        }
    }

    /** The bundle of a reference to a known kind, or what is wrong with it. */
    CaBundle resolve(ResourceSnapshot snapshot, Reference reference) {
        String what = reference.field() + ": the " + reference.kind() + " "
                + (reference.isOfCluster() ? "" : reference.namespace() + "/") + reference.name() + " ";
        boolean secret = "Secret".equals(reference.kind());
        Class<? extends HasMetadata> type =
                reference.isOfCluster() ? ClusterTrustBundle.class : secret ? Secret.class : ConfigMap.class;
        HasMetadata object = snapshot.get(type, reference.isOfCluster() ? "" : reference.namespace(), reference.name());
        if (object == null) {
            return new CaBundle.Broken(
                    what + "does not exist" + (secret ? ", or is not of type kubernetes.io/tls" : ""));
        }
        return switch (used.computeIfAbsent(object, this::parsed)) {
            case CaBundle.Sound sound -> sound;
            case CaBundle.Broken(String reason) -> new CaBundle.Broken(what + reason);
        };
    }

    private CaBundle parsed(HasMetadata object) {
        CaBundle bundle = known.get(object);
        return bundle == null ? CaBundle.parse(object) : bundle;
    }

    /** Several bundles as one. */
    static CaBundle.Sound together(List<CaBundle.Sound> bundles) {
        if (bundles.size() == 1) {
            return bundles.getFirst();
        }
        StringBuilder pem = new StringBuilder();
        List<String> fingerprints = new ArrayList<>();
        for (CaBundle.Sound bundle : bundles) {
            pem.append(bundle.pem());
            fingerprints.add(bundle.fingerprint());
        }
        return new CaBundle.Sound(pem.toString(), Fingerprint.of(fingerprints.toArray(new String[0])));
    }

    /** Ends a compilation: what it did not use is forgotten. */
    void forgetUnused() {
        known = used;
        used = new IdentityHashMap<>();
    }
}

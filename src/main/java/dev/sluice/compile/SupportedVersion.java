package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which releases of the Gateway API's CRDs are supported; with others everything is served as well as it can be. */
final class SupportedVersion {
    private static final String BUNDLE_VERSION = "gateway.networking.k8s.io/bundle-version";
    private static final String CHANNEL = "gateway.networking.k8s.io/channel";
    private static final String SUPPORTED = "v1.6 and v1.7";

    private SupportedVersion() {}

    /** Whether the CRDs in the snapshot say that they are of the standard channel. */
    static boolean isStandard(ResourceSnapshot snapshot) {
        for (CustomResourceDefinition definition : snapshot.all(CustomResourceDefinition.class)) {
            Map<String, String> annotations = definition.getMetadata().getAnnotations();
            if (annotations != null && "standard".equals(annotations.get(CHANNEL))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The condition SupportedVersion, from the CRDs of the Gateway API in the snapshot. Without any, the objects come
     * from files.
     */
    static Condition condition(ResourceSnapshot snapshot) {
        TreeSet<String> versions = new TreeSet<>();
        List<String> strange = new ArrayList<>();
        for (CustomResourceDefinition definition : snapshot.all(CustomResourceDefinition.class)) {
            String name = definition.getMetadata().getName();
            if (name.endsWith("." + RouteKinds.GROUP)) {
                Map<String, String> annotations = definition.getMetadata().getAnnotations();
                String version = annotations == null ? null : annotations.get(BUNDLE_VERSION);
                if (version == null) {
                    strange.add(name + " has no annotation " + BUNDLE_VERSION);
                } else if (!version.startsWith("v1.6.") && !version.startsWith("v1.7.")) {
                    strange.add(name + " is of " + version);
                } else {
                    versions.add(version);
                }
            }
        }
        if (!strange.isEmpty()) {
            return Condition.no(
                    Condition.SUPPORTED_VERSION,
                    Reason.UNSUPPORTED_VERSION,
                    "The CRD " + Problem.join(", ", strange) + "; supported are " + SUPPORTED
                            + ", others are served as well as possible");
        }
        return Condition.yes(
                Condition.SUPPORTED_VERSION,
                Reason.SUPPORTED_VERSION,
                versions.isEmpty()
                        ? "Objects are checked against the built-in schema of the Gateway API v1.7.0"
                        : "The Gateway API's CRDs are of " + String.join(", ", versions));
    }
}

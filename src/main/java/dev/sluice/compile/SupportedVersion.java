package dev.sluice.compile;

import dev.sluice.status.Condition;
import dev.sluice.status.Reason;
import org.jspecify.annotations.Nullable;

/** Which releases of the Gateway API's CRDs are supported; with others everything is served as well as it can be. */
final class SupportedVersion {
    private static final String SUPPORTED = "v1.6 and v1.7";

    private SupportedVersion() {}

    /**
     * The condition SupportedVersion.
     *
     * @param bundleVersion as in {@link CompileSettings}
     */
    static Condition condition(@Nullable String bundleVersion) {
        if (bundleVersion == null) {
            return supported("Objects are checked against the built-in schema of the Gateway API v1.7.0");
        }
        if (bundleVersion.startsWith("v1.6.") || bundleVersion.startsWith("v1.7.")) {
            return supported("The Gateway API's CRDs are " + bundleVersion);
        }
        return Condition.no(
                Condition.SUPPORTED_VERSION,
                Reason.UNSUPPORTED_VERSION,
                "The Gateway API's CRDs "
                        + (bundleVersion.isEmpty()
                                ? "lack the annotation gateway.networking.k8s.io/bundle-version"
                                : "are " + bundleVersion)
                        + "; supported are " + SUPPORTED + ", others are served as well as possible");
    }

    private static Condition supported(String message) {
        return Condition.yes(Condition.SUPPORTED_VERSION, Reason.SUPPORTED_VERSION, message);
    }
}

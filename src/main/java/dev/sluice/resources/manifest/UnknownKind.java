package dev.sluice.resources.manifest;

import dev.sluice.resources.document.Node;
import org.jspecify.annotations.Nullable;

/** What to say of an object of a kind or version that is not read. */
final class UnknownKind {
    /** The group of kinds that the Gateway API tries out. */
    private static final String EXPERIMENTAL = "gateway.networking.x-k8s.io";

    private UnknownKind() {}

    /**
     * An error for a version that the Gateway API does not serve and for its unknown kinds; a warning for kinds of
     * others, which a directory shared with a cluster may well hold.
     */
    static Problem problem(Node.Mapping mapping, String apiVersion, String kind, @Nullable ServedKind<?> served) {
        Node field = mapping.get(served == null ? "kind" : "apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        boolean ours = group.equals(ServedKinds.GATEWAY_API)
                || group.equals(EXPERIMENTAL)
                || (served != null && served.group().equals(group));
        String reason = served != null && served.group().equals(group)
                ? "version " + apiVersion.substring(slash + 1) + " of " + kind + " is not served; write apiVersion: "
                        + served.apiVersion()
                : "no kind \"" + kind + "\" is known in " + apiVersion
                        + (served == null ? "" : "; " + kind + " belongs to " + served.apiVersion())
                        + (ours || served != null ? "" : "; the object is ignored");
        return new Problem(
                ours || served != null ? Problem.Severity.ERROR : Problem.Severity.WARNING,
                "",
                field == null ? mapping.at() : field.at(),
                kind + name(mapping),
                served == null ? "kind" : "apiVersion",
                reason);
    }

    private static String name(Node.Mapping mapping) {
        String name = mapping.get("metadata") instanceof Node.Mapping metadata ? metadata.text("name") : null;
        return name == null ? "" : " " + name;
    }
}

package dev.sluice.resources.manifest;

import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.schema.Suggestion;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to say of an object of a kind or version that is not read. */
final class UnknownKind {
    /** The groups whose kinds are all known. */
    private static final Set<String> WHOLE = Set.of(ServedKinds.GATEWAY_API, XBackend.GROUP, GatewayParameters.GROUP);

    private UnknownKind() {}

    /**
     * An error for a version that is not served, for unknown kinds of the Gateway API and of Sluice, and for what looks
     * like a slip in the name of a served kind; a warning for kinds of others, which a directory shared with a cluster may well
     * hold.
     */
    static Problem problem(Node.Mapping mapping, String apiVersion, String kind, @Nullable ServedKind<?> served) {
        Node field = mapping.get(served == null ? "kind" : "apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String meant = Suggestion.among(ServedKinds.ofGroup(group), kind);
        boolean ours = WHOLE.contains(group) || !meant.isEmpty();
        String reason = served != null && served.group().equals(group)
                ? "version " + apiVersion.substring(slash + 1) + " of " + kind + " is not served; write apiVersion: "
                        + served.apiVersion()
                : "no kind \"" + kind + "\" is known in " + apiVersion
                        + (served == null ? meant : "; " + kind + " belongs to " + served.apiVersion())
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

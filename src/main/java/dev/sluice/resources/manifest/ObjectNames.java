package dev.sluice.resources.manifest;

import com.google.re2j.Pattern;
import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import java.util.List;

/**
 * The form of objects' names: of Namespaces and Services a DNS label, of all others a DNS subdomain; of
 * ClusterTrustBundles it may follow the name of a signer, with colons.
 */
final class ObjectNames {
    private static final String LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern LABEL = Pattern.compile(LABEL_FORM);
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL_FORM + "(\\." + LABEL_FORM + ")*");

    private static final Pattern OF_SIGNER =
            Pattern.compile("([a-z0-9.-]+:([A-Za-z0-9_.-]+:)+)?" + SUBDOMAIN.pattern());

    private ObjectNames() {}

    /** Whether the name has its form; if not, a problem says so. */
    static boolean check(ResourceKey key, Node.Mapping metadata, List<Problem> problems) {
        boolean label = key.kind().equals("Namespace") || key.kind().equals("Service");
        boolean ofSigner = key.kind().equals(ClusterTrustBundle.KIND);
        int most = label ? 63 : 253;
        boolean form = (label ? LABEL : ofSigner ? OF_SIGNER : SUBDOMAIN).matches(key.name());
        if (form && key.name().length() <= most) {
            return true;
        }
        Node node = metadata.get("name");
        Position at = node == null ? metadata.at() : node.at();
        problems.add(Problem.error(
                at,
                key.toString(),
                "metadata.name",
                "a name of " + key.kind() + " is at most " + most + " lower-case letters, digits, '-'"
                        + (label ? "" : ofSigner ? ", '.' and ':'" : " and '.'")
                        + ", and begins and ends with a letter or digit"));
        return false;
    }
}

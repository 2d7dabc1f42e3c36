package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The roles that are installed, held against the table of the kinds that are followed. */
class RolesTest {
    @Test
    void whatIsFollowedMayBeReadAndWhatHasAStatusOfOursWritten() throws IOException {
        Set<String> wanted = new TreeSet<>();
        for (FollowedKind<?> kind : FollowedKinds.ALL) {
            String resource = Roles.resourceOf(kind);
            wanted.add("list " + resource);
            wanted.add("watch " + resource);
            if (kind.status() != null) {
                // One by one only to merge with a status that somebody else has just written.
                wanted.add("get " + resource);
                wanted.add("patch " + resource + "/status");
            }
        }

        Set<String> allowed = Roles.installed("default").allowed();

        assertThat(allowed).containsAll(wanted);
        assertThat(allowed)
                .filteredOn(permission -> permission.startsWith("get ") && permission.contains("gateway")
                        || permission.contains("/status"))
                .isSubsetOf(wanted);
    }

    @Test
    void everyStatusThatIsWrittenIsOfAKindOfTheGatewayApi() {
        assertThat(FollowedKinds.ALL)
                .filteredOn(kind -> kind.status() != null)
                .allSatisfy(kind -> assertThat(HasMetadata.getGroup(kind.type()))
                        .isIn("gateway.networking.k8s.io", "gateway.networking.x-k8s.io"));
    }
}

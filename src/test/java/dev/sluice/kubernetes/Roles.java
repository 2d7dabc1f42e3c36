package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The account, roles and bindings that are installed. */
record Roles(List<HasMetadata> objects) {
    /** As they are installed, in a namespace of the test's. */
    static Roles installed(String namespace) throws IOException {
        return in("rbac.yaml", namespace);
    }

    /** Those of a file of src/main/kubernetes. */
    static Roles in(String file, String namespace) throws IOException {
        String text = Files.readString(Path.of("src/main/kubernetes", file)).replace("sluice-system", namespace);
        KubernetesSerialization yaml = new KubernetesSerialization();
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : text.split("(?m)^---$", -1)) {
            objects.add(yaml.unmarshal(document));
        }
        return new Roles(objects);
    }

    /** What they allow, as {@code verb group/resource/subresource}. */
    Set<String> allowed() {
        Set<String> allowed = new TreeSet<>();
        for (HasMetadata object : objects) {
            List<PolicyRule> rules =
                    switch (object) {
                        case ClusterRole role -> role.getRules();
                        case Role role -> role.getRules();
                        default -> List.of();
                    };
            for (PolicyRule rule : rules) {
                for (String group : rule.getApiGroups()) {
                    for (String resource : rule.getResources()) {
                        for (String verb : rule.getVerbs()) {
                            allowed.add(verb + " " + qualified(group, resource));
                        }
                    }
                }
            }
        }
        return allowed;
    }

    /** A kind as roles and audit logs name it. */
    static String resourceOf(FollowedKind<?> kind) {
        return qualified(HasMetadata.getGroup(kind.type()), HasMetadata.getPlural(kind.type()));
    }

    private static String qualified(String group, String resource) {
        return (group.isEmpty() ? "" : group + "/") + resource;
    }
}

package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From which namespaces objects may attach (Gateway API, {@code FromNamespaces}).
 *
 * @param from {@code Same}, {@code All} or {@code Selector}; anything else admits none
 * @param selector of namespaces, for {@code Selector}
 * @param own the namespace that {@code Same} stands for
 */
record NamespaceAdmission(String from, @Nullable LabelSelector selector, String own) {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    boolean admits(String namespace, ResourceSnapshot snapshot) {
        return switch (from) {
            case "Same" -> namespace.equals(own);
            case "All" -> true;
            case "Selector" -> LabelSelection.selects(selector, labelsOf(namespace, snapshot));
            default -> false;
        };
    }

    /** The labels of a namespace; every namespace has its name as a label, even one that only files imply. */
    private static Map<String, String> labelsOf(String name, ResourceSnapshot snapshot) {
        Namespace namespace = snapshot.get(Namespace.class, "", name);
        Map<String, String> labels =
                namespace == null ? null : namespace.getMetadata().getLabels();
        if (labels != null && labels.containsKey(NAME_LABEL)) {
            return labels;
        }
        Map<String, String> named = labels == null ? new HashMap<>() : new HashMap<>(labels);
        named.put(NAME_LABEL, name);
        return named;
    }
}

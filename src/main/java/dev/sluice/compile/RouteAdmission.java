package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.ListenerStatus.RouteGroupKind;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.AllowedRoutes;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteNamespaces;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which routes a listener lets attach (Gateway API, {@code Listener.allowedRoutes}).
 *
 * @param kinds the kinds that may attach
 * @param from {@code Same}, {@code All} or {@code Selector}; anything else admits none
 * @param selector of namespaces, for {@code Selector}
 */
record RouteAdmission(
        List<RouteGroupKind> kinds, String from, @Nullable LabelSelector selector, String gatewayNamespace) {

    private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

    static RouteAdmission of(
            @Nullable AllowedRoutes allowed, List<RouteGroupKind> supportedKinds, String gatewayNamespace) {
        RouteNamespaces namespaces = allowed == null ? null : allowed.getNamespaces();
        return new RouteAdmission(
                supportedKinds,
                namespaces == null ? "Same" : Objects.requireNonNullElse(namespaces.getFrom(), "Same"),
                namespaces == null ? null : namespaces.getSelector(),
                gatewayNamespace);
    }

    boolean admits(RouteGroupKind kind, String namespace, ResourceSnapshot snapshot) {
        return kinds.contains(kind) && admitsNamespace(namespace, snapshot);
    }

    private boolean admitsNamespace(String namespace, ResourceSnapshot snapshot) {
        return switch (from) {
            case "Same" -> namespace.equals(gatewayNamespace);
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
        if (labels != null && labels.containsKey(NAMESPACE_NAME_LABEL)) {
            return labels;
        }
        Map<String, String> named = labels == null ? new HashMap<>() : new HashMap<>(labels);
        named.put(NAMESPACE_NAME_LABEL, name);
        return named;
    }
}

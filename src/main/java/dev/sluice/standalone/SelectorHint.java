package dev.sluice.standalone;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.ParentReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be missing if a listener selects the namespaces of its routes by labels: files have namespaces without writing
 * them, and those have no labels.
 */
final class SelectorHint {
    private SelectorHint() {}

    /**
     * To be put behind the message of a route that no listener of a parent allows; empty if there is nothing to say.
     *
     * @param namespace the route's
     */
    static String of(ResourceSnapshot resources, String namespace, ParentReference parent) {
        Namespace object = resources.get(Namespace.class, "", namespace);
        Map<String, String> labels =
                object == null ? null : object.getMetadata().getLabels();
        boolean bare = labels == null || labels.size() <= 1;
        Gateway gateway =
                resources.get(Gateway.class, Objects.requireNonNullElse(parent.namespace(), namespace), parent.name());
        return bare && anySelects(gateway)
                ? "; no file gives the Namespace " + namespace
                        + " labels for a selector to find: write a Namespace object with labels"
                : "";
    }

    private static boolean anySelects(@Nullable Gateway gateway) {
        if (gateway == null || gateway.getSpec().getListeners() == null) {
            return false;
        }
        for (Listener listener : gateway.getSpec().getListeners()) {
            var allowed = listener.getAllowedRoutes();
            if (allowed != null
                    && allowed.getNamespaces() != null
                    && "Selector".equals(allowed.getNamespaces().getFrom())) {
                return true;
            }
        }
        return false;
    }
}

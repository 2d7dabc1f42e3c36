package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.ListenerStatus.RouteGroupKind;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.AllowedRoutes;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteNamespaces;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which routes a listener lets attach (Gateway API, {@code Listener.allowedRoutes}).
 *
 * @param kinds the kinds that may attach
 */
record RouteAdmission(List<RouteGroupKind> kinds, NamespaceAdmission namespaces) {

    /** @param ownNamespace of the object that the listener belongs to */
    static RouteAdmission of(
            @Nullable AllowedRoutes allowed, List<RouteGroupKind> supportedKinds, String ownNamespace) {
        RouteNamespaces namespaces = allowed == null ? null : allowed.getNamespaces();
        return new RouteAdmission(
                supportedKinds,
                new NamespaceAdmission(
                        namespaces == null ? "Same" : Objects.requireNonNullElse(namespaces.getFrom(), "Same"),
                        namespaces == null ? null : namespaces.getSelector(),
                        ownNamespace));
    }

    boolean admits(RouteGroupKind kind, String namespace, ResourceSnapshot snapshot) {
        return kinds.contains(kind) && namespaces.admits(namespace, snapshot);
    }
}

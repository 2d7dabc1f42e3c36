package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.AllowedListeners;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentGatewayReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ListenerSets by the Gateway that they refer to, each Gateway's in their order of precedence. */
final class ListenerSets {
    private final ResourceSnapshot snapshot;
    private final Map<ResourceKey, List<ListenerSet>> byGateway = new HashMap<>();

    ListenerSets(ResourceSnapshot snapshot) {
        this.snapshot = snapshot;
        for (ListenerSet set : Age.sorted(snapshot.all(ListenerSet.class))) {
            ResourceKey gateway = gatewayOf(set);
            if (gateway != null) {
                byGateway.computeIfAbsent(gateway, _ -> new ArrayList<>()).add(set);
            }
        }
    }

    /** The Gateway that a set refers to, or null if it refers to anything else. */
    static @Nullable ResourceKey gatewayOf(ListenerSet set) {
        ParentGatewayReference parent =
                set.getSpec() == null ? null : set.getSpec().getParentRef();
        if (parent == null
                || parent.getName() == null
                || !RouteKinds.GROUP.equals(Objects.requireNonNullElse(parent.getGroup(), RouteKinds.GROUP))
                || !"Gateway".equals(Objects.requireNonNullElse(parent.getKind(), "Gateway"))) {
            return null;
        }
        return new ResourceKey(
                "Gateway",
                Objects.requireNonNullElse(
                        parent.getNamespace(), set.getMetadata().getNamespace()),
                parent.getName());
    }

    /** Those that refer to a Gateway, whether it lets them attach or not. */
    List<CompiledListenerSet> compile(Gateway gateway, Listeners listeners) {
        List<CompiledListenerSet> compiled = new ArrayList<>();
        for (ListenerSet set : byGateway.getOrDefault(ResourceKey.of(gateway), List.of())) {
            Problem refusal = refusal(gateway, set);
            // Of a set that may not attach nothing is said, not even which of its references resolve.
            compiled.add(new CompiledListenerSet(
                    set,
                    refusal == null ? listeners.compile(gateway, ResourceKey.of(set), listenersOf(set)) : List.of(),
                    refusal));
        }
        return compiled;
    }

    private @Nullable Problem refusal(Gateway gateway, ListenerSet set) {
        AllowedListeners allowed = gateway.getSpec().getAllowedListeners();
        var namespaces = allowed == null ? null : allowed.getNamespaces();
        String from = namespaces == null ? "None" : Objects.requireNonNullElse(namespaces.getFrom(), "None");
        String namespace = set.getMetadata().getNamespace();
        NamespaceAdmission admission = new NamespaceAdmission(
                from,
                namespaces == null ? null : namespaces.getSelector(),
                gateway.getMetadata().getNamespace());
        return admission.admits(namespace, snapshot)
                ? null
                : new Problem(
                        Reason.NOT_ALLOWED,
                        "the Gateway " + gateway.getMetadata().getNamespace() + "/"
                                + gateway.getMetadata().getName() + " does not let ListenerSets of namespace "
                                + namespace + " attach (spec.allowedListeners.namespaces.from is " + from + ")");
    }

    private static List<Listener> listenersOf(ListenerSet set) {
        List<Listener> listeners = new ArrayList<>();
        if (set.getSpec().getListeners() != null) {
            for (ListenerEntry entry : set.getSpec().getListeners()) {
                Listener listener = new Listener(
                        entry.getAllowedRoutes(),
                        entry.getHostname(),
                        entry.getName(),
                        entry.getPort(),
                        entry.getProtocol(),
                        entry.getTls());
                listener.setAdditionalProperties(entry.getAdditionalProperties());
                listeners.add(listener);
            }
        }
        return listeners;
    }
}

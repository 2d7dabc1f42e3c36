package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.resources.schema.Suggestion;
import dev.sluice.status.ParentReference;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentGatewayReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why an object gets no status from any controller: what it refers to does not exist.
 *
 * @param reason in the form of a condition's
 * @param message names what is missing, and what may be meant
 */
public record MissingReference(String reason, String message) {
    /** That the class of a Gateway does not exist, or null if it does. */
    public static @Nullable MissingReference ofClass(Gateway gateway, ResourceSnapshot resources) {
        String name = gateway.getSpec().getGatewayClassName();
        if (resources.get(GatewayClass.class, "", name) != null) {
            return null;
        }
        List<String> classes = resources.all(GatewayClass.class).stream()
                .map(each -> each.getMetadata().getName())
                .sorted()
                .toList();
        return new MissingReference(
                "NoSuchGatewayClass", "there is no GatewayClass " + name + Suggestion.among(classes, name));
    }

    /** That the parent of a ListenerSet does not exist, or null if it does. */
    public static @Nullable MissingReference ofParent(ListenerSet set, ResourceSnapshot resources) {
        ParentGatewayReference parent = set.getSpec().getParentRef();
        return ofParent(ResourceKey.of(set), parent.getKind(), parent.getNamespace(), parent.getName(), resources);
    }

    /**
     * The parents of a route that do not exist, in the order of the route; those of kinds that others serve are left out.
     *
     * @param written what the route's status says of the parents that took or refused it
     */
    public static Map<ParentReference, MissingReference> ofParents(
            RouteResource route, List<RouteStatus.Parent> written, ResourceSnapshot resources) {
        ResourceKey key = ResourceKey.of(route.object());
        Map<ParentReference, MissingReference> missing = new LinkedHashMap<>();
        for (var given : route.parentRefs()) {
            ParentReference parent = RouteAttachment.echo(given);
            if (written.stream().anyMatch(each -> each.parentRef().equals(parent))) {
                continue;
            }
            MissingReference found = ofParent(key, parent.kind(), parent.namespace(), parent.name(), resources);
            if (found != null) {
                missing.put(parent, found);
            }
        }
        return missing;
    }

    private static @Nullable MissingReference ofParent(
            ResourceKey child,
            @Nullable String kind,
            @Nullable String namespace,
            String name,
            ResourceSnapshot resources) {
        Class<? extends HasMetadata> type =
                switch (Objects.requireNonNullElse(kind, "Gateway")) {
                    case "Gateway" -> Gateway.class;
                    case "ListenerSet" -> ListenerSet.class;
                    default -> null;
                };
        String where = Objects.requireNonNullElse(namespace, child.namespace());
        if (type == null || resources.get(type, where, name) != null) {
            return null;
        }
        ResourceKey missing = new ResourceKey(type.getSimpleName(), where, name);
        return new MissingReference("NoSuchParent", "there is no " + missing + meant(type, missing, resources));
    }

    private static String meant(Class<? extends HasMetadata> type, ResourceKey missing, ResourceSnapshot resources) {
        List<String> near = new ArrayList<>();
        TreeSet<String> elsewhere = new TreeSet<>();
        for (HasMetadata each : resources.all(type)) {
            ResourceKey key = ResourceKey.of(each);
            if (key.namespace().equals(missing.namespace())) {
                near.add(key.name());
            } else if (key.name().equals(missing.name())) {
                elsewhere.add(key.namespace());
            }
        }
        near.sort(null);
        return elsewhere.isEmpty()
                ? Suggestion.among(near, missing.name())
                : "; there is one in namespace " + elsewhere.first() + ", which the reference has to name";
    }
}

package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayClassStatus;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.ParentReference;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Statuses in the shape in which the API shows them, as maps, lists, strings and numbers for any YAML or JSON writer: a
 * List of objects without their specs. Times, which the API requires, are the epoch, so that the same statuses give the
 * same document.
 */
public final class StatusDocument {
    private static final String API_VERSION = "gateway.networking.k8s.io/v1";
    private static final Set<String> EXPERIMENTAL =
            Set.of(XBackend.KIND, XBackendTrafficPolicy.KIND, XTelemetryPolicy.KIND);
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private final String controllerName;

    private StatusDocument(String controllerName) {
        this.controllerName = controllerName;
    }

    /**
     * All statuses, sorted by kind, namespace and name.
     *
     * @param controllerName the one that routes name with each parent
     */
    public static Map<String, Object> of(Statuses statuses, String controllerName) {
        return new StatusDocument(controllerName).list(statuses);
    }

    private Map<String, Object> list(Statuses statuses) {
        List<Object> items = new ArrayList<>();
        add(items, statuses.gatewayClasses(), StatusDocument::gatewayClass);
        add(items, statuses.gateways(), StatusDocument::gateway);
        add(items, statuses.listenerSets(), StatusDocument::listenerSet);
        add(items, statuses.routes(), this::route);
        add(items, statuses.policies(), this::policy);
        return ordered("apiVersion", "v1", "kind", "List", "items", items);
    }

    private static <T> void add(
            List<Object> items,
            Map<ResourceKey, Generated<T>> statuses,
            BiFunction<Long, T, Map<String, Object>> body) {
        Map<String, ResourceKey> sorted = new TreeMap<>();
        statuses.keySet().forEach(key -> sorted.put(key.toString(), key));
        for (ResourceKey key : sorted.values()) {
            Generated<T> status = Objects.requireNonNull(statuses.get(key));
            items.add(ordered(
                    "apiVersion",
                    EXPERIMENTAL.contains(key.kind()) ? HasMetadata.getApiVersion(XBackend.class) : API_VERSION,
                    "kind",
                    key.kind(),
                    "metadata",
                    ordered(
                            "namespace",
                            key.namespace().isEmpty() ? null : key.namespace(),
                            "name",
                            key.name(),
                            "generation",
                            status.generation()),
                    "status",
                    body.apply(status.generation(), status.status())));
        }
    }

    private static Map<String, Object> gatewayClass(long generation, GatewayClassStatus status) {
        List<Object> features = new ArrayList<>();
        status.supportedFeatures().forEach(feature -> features.add(ordered("name", feature)));
        return ordered("conditions", conditions(generation, status.conditions()), "supportedFeatures", features);
    }

    private static Map<String, Object> gateway(long generation, GatewayStatus status) {
        List<Object> addresses = new ArrayList<>();
        status.addresses()
                .forEach(address -> addresses.add(
                        address.routability().isEmpty()
                                ? ordered("type", address.type(), "value", address.value())
                                : ordered(
                                        "type",
                                        address.type(),
                                        "value",
                                        address.value(),
                                        "routability",
                                        address.routability())));
        return ordered(
                "addresses",
                addresses,
                "conditions",
                conditions(generation, status.conditions()),
                "listeners",
                listeners(generation, status.listeners()),
                "attachedListenerSets",
                status.attachedListenerSets() == 0 ? null : status.attachedListenerSets());
    }

    private static Map<String, Object> listenerSet(long generation, ListenerSetStatus status) {
        return ordered(
                "conditions",
                conditions(generation, status.conditions()),
                "listeners",
                listeners(generation, status.listeners()));
    }

    private static List<Object> listeners(long generation, List<ListenerStatus> statuses) {
        List<Object> listeners = new ArrayList<>();
        statuses.forEach(listener -> {
            List<Object> kinds = new ArrayList<>();
            listener.supportedKinds().forEach(kind -> kinds.add(ordered("group", kind.group(), "kind", kind.kind())));
            listeners.add(ordered(
                    "name",
                    listener.name(),
                    "supportedKinds",
                    kinds,
                    "attachedRoutes",
                    listener.attachedRoutes(),
                    "conditions",
                    conditions(generation, listener.conditions())));
        });
        return listeners;
    }

    private Map<String, Object> route(long generation, RouteStatus status) {
        List<Object> parents = new ArrayList<>();
        for (RouteStatus.Parent parent : status.parents()) {
            parents.add(ordered(
                    "controllerName",
                    controllerName,
                    "parentRef",
                    reference(parent.parentRef()),
                    "conditions",
                    conditions(generation, parent.conditions())));
        }
        return ordered("parents", parents);
    }

    private Map<String, Object> policy(long generation, PolicyStatus status) {
        List<Object> ancestors = new ArrayList<>();
        for (PolicyStatus.Ancestor ancestor : status.ancestors()) {
            ancestors.add(ordered(
                    "controllerName",
                    controllerName,
                    "ancestorRef",
                    reference(ancestor.ancestorRef()),
                    "conditions",
                    conditions(generation, ancestor.conditions())));
        }
        return ordered("ancestors", ancestors);
    }

    private static Map<String, Object> reference(ParentReference reference) {
        return ordered(
                "group", reference.group(),
                "kind", reference.kind(),
                "namespace", reference.namespace(),
                "name", reference.name(),
                "sectionName", reference.sectionName(),
                "port", reference.port());
    }

    private static List<Object> conditions(long generation, List<Condition> conditions) {
        List<Object> list = new ArrayList<>();
        for (Condition condition : conditions) {
            list.add(ordered(
                    "type",
                    condition.type(),
                    "status",
                    condition.status().text(),
                    "reason",
                    condition.reason(),
                    "message",
                    condition.message(),
                    "observedGeneration",
                    generation,
                    "lastTransitionTime",
                    EPOCH));
        }
        return list;
    }

    /** A map of names and values in this order, without nulls. */
    private static Map<String, Object> ordered(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                map.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return map;
    }
}

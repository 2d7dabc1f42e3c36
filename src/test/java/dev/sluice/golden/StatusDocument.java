package dev.sluice.golden;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayClassStatus;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.ParentReference;
import dev.sluice.status.RouteStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Statuses and wanted infrastructure as maps for {@code status.yaml}. */
final class StatusDocument {
    private StatusDocument() {}

    static Map<String, Object> of(Compilation compilation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("gatewayClasses", sorted(compilation.statuses().gatewayClasses(), StatusDocument::gatewayClass));
        map.put("gateways", sorted(compilation.statuses().gateways(), StatusDocument::gateway));
        map.put("routes", sorted(compilation.statuses().routes(), StatusDocument::route));
        map.put(
                "services",
                compilation.infrastructure().stream()
                        .map(StatusDocument::service)
                        .toList());
        return map;
    }

    private static <T> Map<String, Object> sorted(
            Map<ResourceKey, Generated<T>> statuses, Function<T, Map<String, Object>> document) {
        Map<String, Object> map = new TreeMap<>();
        statuses.forEach((key, generated) -> {
            Map<String, Object> status = new LinkedHashMap<>();
            if (generated.generation() != 0) {
                status.put("observedGeneration", generated.generation());
            }
            status.putAll(document.apply(generated.status()));
            map.put(key.toString(), status);
        });
        return map;
    }

    private static Map<String, Object> gatewayClass(GatewayClassStatus status) {
        return Map.of("conditions", conditions(status.conditions()));
    }

    private static Map<String, Object> gateway(GatewayStatus status) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "addresses",
                status.addresses().stream()
                        .map(address -> address.type() + " " + address.value())
                        .toList());
        map.put("conditions", conditions(status.conditions()));
        Map<String, Object> listeners = new LinkedHashMap<>();
        for (ListenerStatus listener : status.listeners()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(
                    "supportedKinds",
                    listener.supportedKinds().stream()
                            .map(kind -> kind.group() + "/" + kind.kind())
                            .toList());
            entry.put("attachedRoutes", listener.attachedRoutes());
            entry.put("conditions", conditions(listener.conditions()));
            listeners.put(listener.name(), entry);
        }
        map.put("listeners", listeners);
        return map;
    }

    private static Map<String, Object> route(RouteStatus status) {
        List<Object> parents = new ArrayList<>();
        for (RouteStatus.Parent parent : status.parents()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("parentRef", parentRef(parent.parentRef()));
            entry.put("conditions", conditions(parent.conditions()));
            parents.add(entry);
        }
        return Map.of("parents", parents);
    }

    private static Map<String, Object> parentRef(ParentReference reference) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("group", reference.group());
        map.put("kind", reference.kind());
        map.put("namespace", reference.namespace());
        map.put("name", reference.name());
        map.put("sectionName", reference.sectionName());
        map.put("port", reference.port());
        map.values().removeIf(value -> value == null);
        return map;
    }

    private static Map<String, Object> conditions(List<Condition> conditions) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            map.put(
                    condition.type(),
                    condition.status().text() + " " + condition.reason() + ": " + condition.message());
        }
        return map;
    }

    private static Map<String, Object> service(GatewayService service) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", service.namespace() + "/" + service.name());
        map.put("gateway", service.gateway());
        map.put("type", service.type());
        if (service.loadBalancerIp() != null) {
            map.put("loadBalancerIP", service.loadBalancerIp());
        }
        map.put("labels", new TreeMap<>(service.labels()));
        if (!service.annotations().isEmpty()) {
            map.put("annotations", new TreeMap<>(service.annotations()));
        }
        map.put(
                "ports",
                service.ports().stream()
                        .sorted(Comparator.comparingInt(GatewayService.Port::port))
                        .map(port ->
                                port.name() + " " + port.protocol() + " " + port.port() + " -> " + port.targetPort())
                        .toList());
        return map;
    }
}

package dev.sluice.golden;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.compile.StatusDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@link StatusDocument} of a compilation, written shorter for {@code status.yaml}: a line for each condition, and
 * beside it the wanted infrastructure.
 */
final class StatusText {
    private StatusText() {}

    static Map<String, Object> of(Compilation compilation) {
        Map<String, Object> classes = new TreeMap<>();
        Map<String, Object> gateways = new TreeMap<>();
        Map<String, Object> listenerSets = new TreeMap<>();
        Map<String, Object> routes = new TreeMap<>();
        Map<String, Object> policies = new TreeMap<>();
        Map<String, Object> document =
                StatusDocument.of(compilation.statuses(), CompileSettings.DEFAULT_CONTROLLER_NAME);
        for (Map<String, Object> item : maps(document.get("items"))) {
            Map<String, Object> metadata = map(item.get("metadata"));
            String name = metadata.containsKey("namespace")
                    ? metadata.get("namespace") + "/" + metadata.get("name")
                    : String.valueOf(metadata.get("name"));
            Map<String, Object> status = new LinkedHashMap<>();
            if (!Long.valueOf(0).equals(metadata.get("generation"))) {
                status.put("observedGeneration", metadata.get("generation"));
            }
            status.putAll(shorter(map(item.get("status"))));
            String kind = String.valueOf(item.get("kind"));
            Map<String, Object> group =
                    switch (kind) {
                        case "GatewayClass" -> classes;
                        case "Gateway" -> gateways;
                        case "ListenerSet" -> listenerSets;
                        case "BackendTLSPolicy" -> policies;
                        default -> routes;
                    };
            group.put(kind + " " + name, status);
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("gatewayClasses", classes);
        whole.put("gateways", gateways);
        if (!listenerSets.isEmpty()) {
            whole.put("listenerSets", listenerSets);
        }
        whole.put("routes", routes);
        if (!policies.isEmpty()) {
            whole.put("policies", policies);
        }
        whole.put(
                "services",
                compilation.infrastructure().stream().map(StatusText::service).toList());
        return whole;
    }

    /** A status or a part of one; what every case would repeat is left out. */
    private static Map<String, Object> shorter(Map<String, Object> status) {
        Map<String, Object> shorter = new LinkedHashMap<>();
        status.forEach((key, value) -> {
            switch (key) {
                case "name", "controllerName", "supportedFeatures" -> {}
                case "conditions" -> shorter.put(key, conditions(maps(value)));
                case "addresses" ->
                    shorter.put(
                            key,
                            maps(value).stream()
                                    .map(address -> address.get("type") + " " + address.get("value")
                                            + (address.get("routability") == null
                                                    ? ""
                                                    : " " + address.get("routability")))
                                    .toList());
                case "supportedKinds" ->
                    shorter.put(
                            key,
                            maps(value).stream()
                                    .map(kind -> kind.get("group") + "/" + kind.get("kind"))
                                    .toList());
                case "listeners" -> {
                    Map<String, Object> listeners = new LinkedHashMap<>();
                    maps(value).forEach(listener -> listeners.put((String) listener.get("name"), shorter(listener)));
                    shorter.put(key, listeners);
                }
                case "parents", "ancestors" -> {
                    List<Object> parents = new ArrayList<>();
                    maps(value).forEach(parent -> parents.add(shorter(parent)));
                    shorter.put(key, parents);
                }
                default -> shorter.put(key, value);
            }
        });
        return shorter;
    }

    private static Map<String, Object> conditions(List<Map<String, Object>> conditions) {
        Map<String, Object> shorter = new LinkedHashMap<>();
        for (Map<String, Object> condition : conditions) {
            shorter.put(
                    (String) condition.get("type"),
                    condition.get("status") + " " + condition.get("reason") + ": " + condition.get("message"));
        }
        return shorter;
    }

    private static Map<String, Object> service(GatewayService service) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", service.namespace() + "/" + service.name());
        map.put("gateway", service.gateway());
        ServiceExposure exposure = service.exposure();
        map.put("type", exposure.type());
        put(map, "clusterIP", exposure.clusterIp());
        put(map, "loadBalancerIP", exposure.loadBalancerIp());
        put(map, "loadBalancerClass", exposure.loadBalancerClass());
        put(map, "externalTrafficPolicy", exposure.externalTrafficPolicy());
        put(
                map,
                "loadBalancerSourceRanges",
                exposure.loadBalancerSourceRanges().isEmpty() ? null : exposure.loadBalancerSourceRanges());
        put(map, "allocateLoadBalancerNodePorts", exposure.allocateLoadBalancerNodePorts());
        map.put("labels", new TreeMap<>(service.labels()));
        if (!service.annotations().isEmpty()) {
            map.put("annotations", new TreeMap<>(service.annotations()));
        }
        map.put(
                "ports",
                service.ports().stream()
                        .sorted(Comparator.comparingInt(GatewayService.Port::port))
                        .map(port -> port.name() + " " + port.protocol() + " " + port.port() + " -> "
                                + port.targetPort() + (port.nodePort() == null ? "" : " on nodes " + port.nodePort()))
                        .toList());
        return map;
    }

    private static void put(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }
}

package dev.sluice.compile;

import dev.sluice.resources.Overrides;
import dev.sluice.resources.StrategicMerge;
import dev.sluice.resources.TypeCheck;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link Overrides} must leave alone: what objects are found by, and what has a field of its own. */
final class OverrideRules {
    private static final String OWN = "is set by Sluice";
    private static final Map<String, String> OF_ALL = Map.of(
            "apiVersion", OWN,
            "kind", OWN,
            "status", OWN,
            "metadata.name", OWN,
            "metadata.namespace", OWN,
            "metadata.ownerReferences", OWN,
            "metadata.finalizers", OWN);
    private static final Map<String, String> OF_SERVICE = Map.of(
            "spec.selector", OWN,
            "spec.type", "is spec.service.type",
            "spec.ports", "comes from the listeners; the ports of nodes are spec.service.nodePorts");
    private static final Map<String, String> OF_DEPLOYMENT = Map.of(
            "spec.selector", OWN,
            "spec.replicas", "is spec.deployment.replicas or autoscaling",
            "spec.template.metadata.name", OWN,
            "spec.template.spec.serviceAccountName", OWN,
            "spec.template.spec.containers", OWN,
            "spec.template.spec.volumes", OWN);
    private static final Map<String, String> OF_AUTOSCALER = Map.of("spec.scaleTargetRef", OWN);
    private static final Map<String, String> OF_BUDGET = Map.of("spec.selector", OWN);

    /** Lists that may be added to, with the items that a proxy cannot do without. */
    private static final Map<String, Set<String>> ITEMS = Map.of(
            "spec.template.spec.containers", Set.of("sluice"),
            "spec.template.spec.volumes", Set.of("tmp", "feed", "kept"));

    /** Fields of these items that stay. */
    private static final Set<String> OF_ITEM = Set.of(StrategicMerge.DIRECTIVE, "command", "args", "secret");

    private static final Set<String> LABELS = Set.of("metadata.labels", "spec.template.metadata.labels");
    private static final List<String> LABEL_PREFIXES =
            List.of("app.kubernetes.io/name", "app.kubernetes.io/managed-by", "gateway.networking.k8s.io/");
    private static final Set<String> ANNOTATIONS = Set.of("metadata.annotations");
    private static final List<String> ANNOTATION_PREFIXES = List.of("sluice.dev/");

    private @Nullable TypeCheck types;

    /** What is wrong with overrides, as {@code field: cause}; null for nothing. */
    @Nullable
    String flaw(Overrides overrides) {
        Map<String, @Nullable String> flaws = new LinkedHashMap<>();
        flaws.put("service", flaw(overrides.service(), Service.class, OF_SERVICE));
        flaws.put("deployment", flaw(overrides.deployment(), Deployment.class, OF_DEPLOYMENT));
        flaws.put("serviceAccount", flaw(overrides.serviceAccount(), ServiceAccount.class, Map.of()));
        flaws.put(
                "horizontalPodAutoscaler",
                flaw(overrides.horizontalPodAutoscaler(), HorizontalPodAutoscaler.class, OF_AUTOSCALER));
        flaws.put("podDisruptionBudget", flaw(overrides.podDisruptionBudget(), PodDisruptionBudget.class, OF_BUDGET));
        for (Map.Entry<String, @Nullable String> flaw : flaws.entrySet()) {
            if (flaw.getValue() != null) {
                return "spec.overrides." + flaw.getKey() + "." + flaw.getValue();
            }
        }
        return null;
    }

    private @Nullable String flaw(
            @Nullable Map<String, Object> patch, Class<? extends HasMetadata> type, Map<String, String> own) {
        if (patch == null) {
            return null;
        }
        Map<String, String> fields = new HashMap<>(OF_ALL);
        fields.putAll(own);
        String flaw = touched(patch, "", fields);
        if (flaw == null) {
            flaw = StrategicMerge.flaw(patch);
        }
        if (flaw != null) {
            return flaw;
        }
        types = types == null ? new TypeCheck() : types;
        return types.flaw(StrategicMerge.apply(Map.of(), patch), type);
    }

    /**
     * The first field that is touched though it must not be.
     *
     * @param path of the map, with a dot at its end unless it is empty
     * @param own such fields, with the reason
     */
    private static @Nullable String touched(Map<?, ?> patch, String path, Map<String, String> own) {
        for (Map.Entry<?, ?> entry : patch.entrySet()) {
            String field = path + entry.getKey();
            String flaw;
            if (String.valueOf(entry.getKey()).startsWith("$")) {
                flaw = holdsOwn(path, own) ? field + ": what is below is set by Sluice in part" : null;
            } else if (entry.getValue() instanceof Map<?, ?> map && !own.containsKey(field)) {
                flaw = touched(map, field + ".", own);
            } else if (entry.getValue() instanceof List<?> list && ITEMS.containsKey(field)) {
                flaw = touchedItem(list, field, ITEMS.get(field));
            } else if (own.containsKey(field)) {
                flaw = field + ": " + own.get(field);
            } else {
                flaw = holdsOwn(field + ".", own) || isOwnKey(path, String.valueOf(entry.getKey()))
                        ? field + ": " + OWN
                        : null;
            }
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private static boolean holdsOwn(String path, Map<String, String> own) {
        return own.keySet().stream().anyMatch(field -> field.startsWith(path))
                || LABELS.stream().anyMatch(labels -> (labels + ".").startsWith(path))
                || ANNOTATIONS.stream().anyMatch(annotations -> (annotations + ".").startsWith(path));
    }

    private static boolean isOwnKey(String path, String key) {
        String map = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
        return (LABELS.contains(map) && LABEL_PREFIXES.stream().anyMatch(key::startsWith))
                || (ANNOTATIONS.contains(map) && ANNOTATION_PREFIXES.stream().anyMatch(key::startsWith));
    }

    private static @Nullable String touchedItem(List<?> list, String path, Set<String> names) {
        for (Object item : list) {
            if (item instanceof Map<?, ?> map) {
                Object name = map.get("name");
                if (name == null && map.containsKey(StrategicMerge.DIRECTIVE)) {
                    return path + ": " + OWN + " in part, and can be added to";
                }
                for (Object field : map.keySet()) {
                    if (name != null && names.contains(name) && OF_ITEM.contains(field)) {
                        return path + "[" + name + "]." + field + ": " + OWN;
                    }
                }
            }
        }
        return null;
    }
}

package dev.sluice.resources;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patches (Kubernetes, "Update API Objects in Place Using kubectl patch") of Deployments, Services and
 * what belongs to them, as trees of maps and lists. Lists of objects with a key are merged by it; other lists are
 * replaced. The directives {@code $patch}, {@code $retainKeys} and {@code $deleteFromPrimitiveList} are followed.
 */
public final class StrategicMerge {
    public static final String DIRECTIVE = "$patch";
    public static final String REPLACE = "replace";
    public static final String DELETE = "delete";

    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

    /** What the objects in a list of that name are known by. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("env", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("volumes", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"),
            Map.entry("resourceClaims", "name"),
            Map.entry("schedulingGates", "name"),
            Map.entry("secrets", "name"));

    private StrategicMerge() {}

    /** The object with the patch on it; neither is changed. The patch must have no {@link #flaw}. */
    public static Map<String, Object> apply(Map<String, Object> object, Map<String, Object> patch) {
        Object directive = patch.get(DIRECTIVE);
        Map<String, Object> result =
                REPLACE.equals(directive) || DELETE.equals(directive) ? new LinkedHashMap<>() : copy(object);
        if (DELETE.equals(directive)) {
            return result;
        }
        if (patch.get(RETAIN_KEYS) instanceof List<?> retained) {
            result.keySet().retainAll(retained);
        }
        patch.forEach((field, value) -> {
            if (field.startsWith(DELETE_FROM)) {
                String list = field.substring(DELETE_FROM.length());
                if (value instanceof List<?> gone && result.get(list) instanceof List<?> had) {
                    List<Object> left = new ArrayList<>(had);
                    left.removeAll(gone);
                    result.put(list, left);
                }
            } else if (!field.startsWith("$")) {
                merge(result, field, value);
            }
        });
        return result;
    }

    private static void merge(Map<String, Object> result, String field, @Nullable Object value) {
        switch (value) {
            case null -> result.remove(field);
            case Map<?, ?> map -> result.put(field, apply(mapOf(result.get(field)), mapOf(map)));
            case List<?> list -> {
                String key = KEYS.get(field);
                Object had = result.get(field);
                result.put(
                        field,
                        key == null ? list : merged(had instanceof List<?> items ? items : List.of(), list, key));
            }
            default -> result.put(field, value);
        }
    }

    private static List<Object> merged(List<?> original, List<?> patch, String key) {
        boolean replaces = patch.stream().anyMatch(item -> replacesList(item, key));
        List<Object> result = new ArrayList<>(replaces ? List.of() : original);
        for (Object item : patch) {
            if (replacesList(item, key)) {
                continue;
            }
            Map<String, Object> change = mapOf(item);
            int place = placeOf(result, key, change.get(key));
            if (DELETE.equals(change.get(DIRECTIVE))) {
                if (place >= 0) {
                    result.remove(place);
                }
            } else if (place < 0) {
                result.add(apply(Map.of(), change));
            } else {
                result.set(place, apply(mapOf(result.get(place)), change));
            }
        }
        return result;
    }

    /** Whether an item of a patch says that the others are all that the list shall hold. */
    private static boolean replacesList(@Nullable Object item, String key) {
        return item instanceof Map<?, ?> map && REPLACE.equals(map.get(DIRECTIVE)) && !map.containsKey(key);
    }

    private static int placeOf(List<Object> items, String key, @Nullable Object value) {
        for (int i = 0; i < items.size(); i++) {
            if (Objects.equals(mapOf(items.get(i)).get(key), value)) {
                return i;
            }
        }
        return -1;
    }

    /** What is wrong with a patch, as {@code field: cause}; null for nothing. */
    public static @Nullable String flaw(Map<String, Object> patch) {
        return flaw(patch, "");
    }

    private static @Nullable String flaw(Map<String, Object> patch, String path) {
        Object directive = patch.get(DIRECTIVE);
        if (directive != null && !List.of(REPLACE, DELETE, "merge").contains(directive)) {
            return path + DIRECTIVE + ": is replace, delete or merge";
        }
        for (Map.Entry<String, Object> field : patch.entrySet()) {
            String here = path + field.getKey();
            String flaw =
                    switch (field.getValue()) {
                        case Map<?, ?> map -> flaw(mapOf(map), here + ".");
                        case List<?> list -> flaw(list, here, KEYS.get(field.getKey()));
                        case null, default -> null;
                    };
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private static @Nullable String flaw(List<?> list, String path, @Nullable String key) {
        for (int i = 0; key != null && i < list.size(); i++) {
            String here = path + "[" + i + "]";
            if (!(list.get(i) instanceof Map<?, ?> item)) {
                return here + ": is not an object";
            }
            if (!item.containsKey(key) && !replacesList(item, key)) {
                return here + "." + key + ": is needed, for the items of this list are known by it";
            }
            String flaw = flaw(mapOf(item), here + ".");
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
        return new LinkedHashMap<>(map);
    }

    /** An object as a map; an empty one if it is none. */
    private static Map<String, Object> mapOf(@Nullable Object object) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> fields) {
            fields.forEach((field, value) -> map.put(String.valueOf(field), value));
        }
        return map;
    }
}

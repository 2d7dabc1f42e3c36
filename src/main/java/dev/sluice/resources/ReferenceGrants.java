package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrantFrom;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrantTo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which references may cross namespaces (Gateway API, {@code ReferenceGrant}), by the namespace that grants them. */
public final class ReferenceGrants {
    private final Map<String, List<ReferenceGrant>> byNamespace = new HashMap<>();
    private final Set<ReferenceGrant> all = Collections.newSetFromMap(new IdentityHashMap<>());

    public ReferenceGrants(ResourceSnapshot snapshot) {
        for (ReferenceGrant grant : snapshot.all(ReferenceGrant.class)) {
            if (grant.getSpec() == null
                    || grant.getSpec().getFrom() == null
                    || grant.getSpec().getTo() == null) {
                continue;
            }
            all.add(grant);
            byNamespace
                    .computeIfAbsent(grant.getMetadata().getNamespace(), _ -> new ArrayList<>())
                    .add(grant);
        }
    }

    /** Whether these are the very same objects, so that every answer is the same. */
    public boolean sameAs(ReferenceGrants other) {
        return all.size() == other.all.size() && all.containsAll(other.all);
    }

    /** Who refers: the kind of an object with its group, and its namespace. */
    public record From(String group, String kind, String namespace) {}

    /** What is referred to. The core group is the empty string. */
    public record To(String group, String kind, String namespace, String name) {}

    /** Whether the reference stays in its namespace or a grant in the target's namespace permits it. */
    public boolean permit(From from, To to) {
        if (from.namespace().equals(to.namespace())) {
            return true;
        }
        for (ReferenceGrant grant : byNamespace.getOrDefault(to.namespace(), List.of())) {
            if (trusts(grant, from) && covers(grant, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean trusts(ReferenceGrant grant, From from) {
        for (ReferenceGrantFrom trusted : grant.getSpec().getFrom()) {
            if (from.namespace().equals(trusted.getNamespace())
                    && from.kind().equals(trusted.getKind())
                    && from.group().equals(orEmpty(trusted.getGroup()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(ReferenceGrant grant, To to) {
        for (ReferenceGrantTo covered : grant.getSpec().getTo()) {
            String name = orEmpty(covered.getName());
            if (to.kind().equals(covered.getKind())
                    && to.group().equals(orEmpty(covered.getGroup()))
                    && (name.isEmpty() || name.equals(to.name()))) {
                return true;
            }
        }
        return false;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}

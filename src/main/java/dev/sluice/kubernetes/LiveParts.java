package dev.sluice.kubernetes;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the Deployments of Gateways' own proxies, as it is and as it was when it was last put right. Autoscalers
 * and accounts have no generation, so what somebody else has done to them is seen by their content.
 */
final class LiveParts {
    private final Map<ResourceKey, Object> live = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Object> right = new ConcurrentHashMap<>();

    /** Takes note of a part; returns the Service that it goes with, all of which have one name. */
    ResourceKey changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        HasMetadata any = Objects.requireNonNull(after == null ? before : after);
        ResourceKey key = ResourceKey.of(any);
        if (after == null) {
            live.remove(key);
        } else {
            live.put(key, content(after));
        }
        return new ResourceKey("Service", key.namespace(), key.name());
    }

    /** Takes note of a part as the API server has it after it was put right. */
    void isRight(HasMetadata applied) {
        ResourceKey key = ResourceKey.of(applied);
        right.put(key, content(applied));
        // Until it is heard of.
        live.putIfAbsent(key, content(applied));
    }

    /** Whether all parts of these kinds are there as they were when they were put right. */
    boolean areRight(ResourceKey service, List<String> kinds) {
        for (String kind : kinds) {
            ResourceKey key = new ResourceKey(kind, service.namespace(), service.name());
            Object now = live.get(key);
            if (now == null || !now.equals(right.get(key))) {
                return false;
            }
        }
        return true;
    }

    /** Forgets what was right: nothing of a proxy is wanted any more. */
    void forget(ResourceKey service) {
        for (String kind : ProxyParts.KINDS) {
            right.remove(new ResourceKey(kind, service.namespace(), service.name()));
        }
    }

    /** What counts of an object: all but its status. */
    private static Object content(HasMetadata part) {
        ObjectMeta meta = part.getMetadata();
        return Arrays.asList(
                meta.getLabels(),
                meta.getAnnotations(),
                meta.getOwnerReferences(),
                switch (part) {
                    case HorizontalPodAutoscaler autoscaler -> autoscaler.getSpec();
                    case PodDisruptionBudget budget -> budget.getSpec();
                    case ServiceAccount account ->
                        Arrays.asList(account.getAutomountServiceAccountToken(), account.getImagePullSecrets());
                    default -> throw new IllegalArgumentException("no part of a proxy: " + part.getKind());
                });
    }
}

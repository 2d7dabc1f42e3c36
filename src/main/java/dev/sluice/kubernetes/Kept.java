package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of each object. Of all: no managed fields and no copy of the object that kubectl leaves in an
 * annotation. Beyond that:
 *
 * <ul>
 *   <li>Secret: type, and of type {@code kubernetes.io/tls} the values {@code tls.crt}, {@code tls.key} and
 *       {@code ca.crt};
 *   <li>ConfigMap: the value {@code ca.crt};
 *   <li>EndpointSlice: no references to pods and nodes;
 *   <li>Namespace: metadata;
 *   <li>Pod: metadata, node name, images, and status without its containers;
 *   <li>CustomResourceDefinition: metadata.
 * </ul>
 */
final class Kept {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    static final String TLS = "kubernetes.io/tls";
    private static final Set<String> SECRET_KEYS = Set.of("tls.crt", "tls.key", "ca.crt");

    private static final Set<String> CONFIG_MAP_KEYS = Set.of("ca.crt");

    private Kept() {}

    /** Removes the rest of the metadata. */
    static void trimMetadata(ObjectMeta meta) {
        meta.setManagedFields(null);
        if (meta.getAnnotations() != null) {
            meta.getAnnotations().remove(LAST_APPLIED);
        }
    }

    static void trim(Secret secret) {
        keepOnly(secret.getData(), TLS.equals(secret.getType()) ? SECRET_KEYS : Set.of());
        secret.setStringData(null);
    }

    static void trim(ConfigMap map) {
        keepOnly(map.getData(), CONFIG_MAP_KEYS);
        map.setBinaryData(null);
    }

    static void trim(EndpointSlice slice) {
        if (slice.getEndpoints() != null) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                endpoint.setTargetRef(null);
                endpoint.setNodeName(null);
                endpoint.setDeprecatedTopology(null);
            }
        }
    }

    static void trim(Namespace namespace) {
        namespace.setSpec(null);
        namespace.setStatus(null);
    }

    static void trim(Pod pod) {
        PodSpec spec = new PodSpec();
        if (pod.getSpec() != null) {
            spec.setNodeName(pod.getSpec().getNodeName());
            spec.setContainers(pod.getSpec().getContainers().stream()
                    .map(container -> new ContainerBuilder()
                            .withName(container.getName())
                            .withImage(container.getImage())
                            .withImagePullPolicy(container.getImagePullPolicy())
                            .build())
                    .toList());
        }
        pod.setSpec(spec);
        if (pod.getStatus() != null) {
            pod.getStatus().setContainerStatuses(null);
            pod.getStatus().setInitContainerStatuses(null);
        }
    }

    static void trim(CustomResourceDefinition definition) {
        definition.setSpec(null);
        definition.setStatus(null);
    }

    private static void keepOnly(@Nullable Map<String, String> data, Set<String> keys) {
        if (data != null) {
            data.keySet().retainAll(keys);
        }
    }
}

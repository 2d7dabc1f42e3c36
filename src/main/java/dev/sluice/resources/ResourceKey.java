package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * The identity of an object.
 *
 * @param kind its kind; all kinds in use have different names
 * @param namespace empty for cluster-scoped kinds
 */
public record ResourceKey(String kind, String namespace, String name) {
    public static ResourceKey of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ResourceKey(
                object.getKind(),
                namespace == null ? "" : namespace,
                object.getMetadata().getName());
    }

    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}

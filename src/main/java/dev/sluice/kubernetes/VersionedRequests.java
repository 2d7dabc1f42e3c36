package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.impl.BaseClient;

/** Requests for a kind in a version that may be another than that of its class, which looks alike. */
final class VersionedRequests {
    private VersionedRequests() {}

    /** All objects of a kind. */
    static <T extends HasMetadata> MixedOperation<T, ? extends KubernetesResourceList<T>, Resource<T>> of(
            KubernetesClient client, Class<T> type, String version) {
        if (version.equals(HasMetadata.getVersion(type))) {
            return client.resources(type);
        }
        ResourceDefinitionContext own = ResourceDefinitionContext.fromResourceType(type);
        ResourceDefinitionContext other = new ResourceDefinitionContext.Builder()
                .withGroup(own.getGroup())
                .withVersion(version)
                .withKind(own.getKind())
                .withPlural(own.getPlural())
                .withNamespaced(own.isNamespaceScoped())
                .build();
        return client.adapt(BaseClient.class).newHasMetadataOperation(other, type, null);
    }

    /** One object, in the version that it was read in. */
    static <T extends HasMetadata> Resource<T> of(KubernetesClient client, T object) {
        String apiVersion = object.getApiVersion();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        if (version.equals(HasMetadata.getVersion(object.getClass()))) {
            return client.resource(object);
        }
        @SuppressWarnings("unchecked") // The class of an object of type T.
        Class<T> type = (Class<T>) object.getClass();
        return of(client, type, version).resource(object);
    }
}

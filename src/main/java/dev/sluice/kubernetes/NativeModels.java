package dev.sluice.kubernetes;

import io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the client's deserialiser makes by reflection and the Quarkus extension does not register for a native
 * executable (quarkus issue 54736).
 */
@RegisterForReflection(targets = UnwrappedTypeResolverBuilder.class)
final class NativeModels {
    private NativeModels() {}
}

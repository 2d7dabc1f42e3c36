package dev.sluice.app;

import io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Classes of libraries that a native executable needs by reflection and that no extension registers. Without the first
 * every informer fails there (Quarkus issue 54736).
 */
@RegisterForReflection(targets = UnwrappedTypeResolverBuilder.class)
final class NativeRegistrations {
    private NativeRegistrations() {}
}

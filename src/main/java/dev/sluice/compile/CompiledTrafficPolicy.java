package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.routing.RetryConstraint;
import dev.sluice.routing.SessionPersistence;
import org.jspecify.annotations.Nullable;

/**
 * An XBackendTrafficPolicy apart from what it is attached to.
 *
 * @param refused what is wrong with it; then nothing of it is in force
 */
record CompiledTrafficPolicy(
        XBackendTrafficPolicy object,
        Traffic traffic,
        @Nullable Problem refused) {
    /**
     * What is in force for a backend: all that a route's compilation takes from policies.
     *
     * @param session how clients come back to an endpoint, or null
     * @param retries how much of the traffic may be retries, or null for the settings
     */
    record Traffic(
            @Nullable SessionPersistence session, @Nullable RetryConstraint retries) {
        static final Traffic USUAL = new Traffic(null, null);
    }

    ResourceKey key() {
        return ResourceKey.of(object);
    }

    String name() {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }
}

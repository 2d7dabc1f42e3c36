package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.SessionPersistence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An XBackend, apart from what refers to it.
 *
 * @param target what routes take from it
 * @param tls what to speak, or null for cleartext or if it is refused
 * @param refused why nothing can be sent to it, or null
 * @param unresolved references that do not resolve
 */
record CompiledXBackend(
        XBackend object,
        Target target,
        @Nullable BackendTls tls,
        @Nullable Problem refused,
        List<Problem> unresolved) {
    /**
     * All that the compilation of a route takes from an XBackend, so that a route is compiled again only if this changes.
     *
     * @param endpoints null if nothing can be sent to it
     * @param protocol as it names it, empty for the one that the route has
     * @param tls the name of the TLS to speak, or null for cleartext
     */
    record Target(
            @Nullable EndpointKey endpoints,
            String protocol,
            @Nullable String tls,
            @Nullable SessionPersistence session) {}

    ResourceKey key() {
        return ResourceKey.of(object);
    }
}

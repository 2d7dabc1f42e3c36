package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.TlsTermination;
import org.jspecify.annotations.Nullable;

/**
 * A listener with everything that is wrong with it, and the routes that come and go until an object changes that it was
 * compiled from. A listener with problems has routes too: they are counted in its status, whether it serves or not.
 */
final class CompiledListener {
    private final ListenerId id;
    private final int port;
    private final @Nullable ListenerProtocol protocol;
    private final HostnamePattern hostname;
    private final RouteKinds kinds;
    private final RouteAdmission admission;
    private final @Nullable TlsTermination tls;
    private final boolean passthrough;
    private final ListenerFilters.Compiled filters;
    private final @Nullable Problem unresolved;
    private final AttachedRoutes routes;
    private @Nullable Problem refused;
    private @Nullable Problem conflict;
    private @Nullable String overlapping;

    /**
     * A listener before conflicts are looked for.
     *
     * @param protocol null if it is not supported
     * @param tls null unless TLS ends here with at least one certificate that is sound
     * @param passthrough whether TLS is carried as it is
     * @param filters what requests go through before a route is chosen
     * @param refused why the listener as such is not accepted
     * @param unresolved the first reference that does not resolve
     */
    CompiledListener(
            ListenerId id,
            int port,
            @Nullable ListenerProtocol protocol,
            HostnamePattern hostname,
            RouteKinds kinds,
            RouteAdmission admission,
            @Nullable TlsTermination tls,
            boolean passthrough,
            ListenerFilters.Compiled filters,
            @Nullable Problem refused,
            @Nullable Problem unresolved) {
        this.id = id;
        this.port = port;
        this.protocol = protocol;
        this.hostname = hostname;
        this.kinds = kinds;
        this.admission = admission;
        this.tls = tls;
        this.passthrough = passthrough;
        this.filters = filters;
        this.refused = refused;
        this.unresolved = unresolved;
        this.routes = new AttachedRoutes(hostname);
    }

    ListenerId id() {
        return id;
    }

    /** The section name. */
    String name() {
        return id.name();
    }

    int port() {
        return port;
    }

    @Nullable
    ListenerProtocol protocol() {
        return protocol;
    }

    HostnamePattern hostname() {
        return hostname;
    }

    RouteKinds kinds() {
        return kinds;
    }

    RouteAdmission admission() {
        return admission;
    }

    @Nullable
    TlsTermination tls() {
        return tls;
    }

    boolean passthrough() {
        return passthrough;
    }

    ListenerFilters.Compiled filters() {
        return filters;
    }

    /** The socket that it needs, which is none without a protocol that is supported. */
    @Nullable
    ListenerPort listenerPort() {
        return protocol == null ? null : new ListenerPort(protocol.transport(), port);
    }

    @Nullable
    Problem unresolved() {
        return unresolved;
    }

    /** Why the listener is not accepted, if it is not. */
    @Nullable
    Problem refused() {
        return refused;
    }

    void refuse(Problem problem) {
        if (refused == null) {
            refused = problem;
        }
    }

    @Nullable
    Problem conflict() {
        return conflict;
    }

    void conflicted(Problem problem) {
        conflict = problem;
        refuse(problem);
    }

    /** The other listeners of the port whose hostnames overlap this one's behind TLS, in words. */
    @Nullable
    String overlapping() {
        return overlapping;
    }

    void overlaps(String others) {
        overlapping = others;
    }

    boolean isAccepted() {
        return refused == null;
    }

    /** Whether requests can be answered, given a socket: it is accepted, and has a certificate if it needs one. */
    boolean isServable() {
        return isAccepted() && (protocol == null || !protocol.isTls() || passthrough || tls != null);
    }

    /** The routes that are accepted and attached. */
    AttachedRoutes routes() {
        return routes;
    }
}

package dev.sluice.compile;

import dev.sluice.compile.CompiledXBackend.Target;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.EndpointKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The XBackends that routes may refer to. */
final class XBackends {
    private final Map<ResourceKey, CompiledXBackend> all = new HashMap<>();

    XBackends(ResourceSnapshot snapshot, CaBundles bundles, Certificates certificates) {
        XBackendCompiler compiler = new XBackendCompiler(snapshot, bundles, certificates);
        for (XBackend backend : snapshot.all(XBackend.class)) {
            all.put(ResourceKey.of(backend), compiler.compile(backend));
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    @Nullable
    CompiledXBackend get(String namespace, String name) {
        return all.isEmpty() ? null : all.get(new ResourceKey(XBackend.KIND, namespace, name));
    }

    /** What routes take from one; null if there is none of that name. */
    @Nullable
    Target target(String namespace, String name) {
        CompiledXBackend backend = get(namespace, name);
        return backend == null ? null : backend.target();
    }

    /** Adds the TLS of some of them, by its name. */
    void addTls(Set<ResourceKey> wanted, Map<String, BackendTls> named) {
        for (CompiledXBackend backend : all.values()) {
            if (backend.tls() != null && wanted.contains(backend.key())) {
                named.put(backend.tls().name(), backend.tls());
            }
        }
    }

    /** The Services that some of them need, sorted by name. */
    List<BackendService> services(Set<ResourceKey> wanted) {
        List<BackendService> services = new ArrayList<>();
        for (CompiledXBackend backend : all.values()) {
            EndpointKey endpoints = backend.target().endpoints();
            XBackend object = backend.object();
            if (endpoints == null || endpoints.isHost() || !wanted.contains(backend.key())) {
                continue;
            }
            String uid = object.getMetadata().getUid();
            if (uid != null && object.getSpec().endpointSelector() != null) {
                services.add(new BackendService(
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName(),
                        ResourceNames.labelValue(object.getMetadata().getName()),
                        uid,
                        Objects.requireNonNullElse(
                                object.getSpec().endpointSelector().matchLabels(), Map.of()),
                        endpoints.port()));
            }
        }
        services.sort(Comparator.comparing(service -> service.namespace() + "/" + service.name()));
        return services;
    }

    /** The hosts that some of them stand for. */
    Set<EndpointKey> hosts(Set<ResourceKey> wanted) {
        Set<EndpointKey> hosts = new HashSet<>();
        for (CompiledXBackend backend : all.values()) {
            EndpointKey endpoints = backend.target().endpoints();
            if (endpoints != null && endpoints.isHost() && wanted.contains(backend.key())) {
                hosts.add(endpoints);
            }
        }
        return hosts;
    }

    /**
     * The protocol that a route of a kind speaks with one, or null if it cannot speak the one that is asked for.
     *
     * @param asked {@code spec.protocol}, empty for the route's own
     */
    static @Nullable Protocol protocol(String routeKind, String asked) {
        return switch (routeKind) {
            case "UDPRoute" -> null;
            case "TCPRoute", "TLSRoute" -> asked.isEmpty() || asked.equals("TCP") ? Protocol.TCP : null;
            case "GRPCRoute" ->
                switch (asked) {
                    case "", "HTTP", "HTTP2", "H2C", "GRPC" -> Protocol.H2C;
                    default -> null;
                };
            default ->
                switch (asked) {
                    // The version that is in use where nothing else is said. MCP is carried by it.
                    case "", "HTTP", "HTTP11", "MCP" -> Protocol.HTTP1;
                    case "HTTP2", "H2C", "GRPC" -> Protocol.H2C;
                    case "WSS" -> Protocol.WEBSOCKET;
                    default -> null;
                };
        };
    }
}

package dev.sluice.routing;

import dev.sluice.routing.PortBinding.ServedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that a data plane serves at one moment. Immutable: a request keeps the table that it began with.
 *
 * @param generation increases with every compilation that is published; 0 is the empty table of the start
 * @param ports the sockets to be open, one for each (Gateway, listener port)
 * @param backendTls the TLS that backends name, by {@link BackendTls#name}; apart from them, so that new authorities
 *     change no rule
 * @param hosts whose addresses the data plane has to ask the DNS for, because backends lead to them
 */
public record RouteTable(
        long generation, List<PortBinding> ports, Map<String, BackendTls> backendTls, Set<EndpointKey> hosts) {
    public RouteTable {
        ports = List.copyOf(ports);
        backendTls = Map.copyOf(backendTls);
        hosts = Set.copyOf(hosts);
    }

    /** A table whose backends are all in the cluster. */
    public RouteTable(long generation, List<PortBinding> ports, Map<String, BackendTls> backendTls) {
        this(generation, ports, backendTls, Set.of());
    }

    /** A table whose backends are all spoken to in the clear. */
    public RouteTable(long generation, List<PortBinding> ports) {
        this(generation, ports, Map.of());
    }

    public static RouteTable empty() {
        return new RouteTable(0, List.of());
    }

    public RouteTable withGeneration(long other) {
        return new RouteTable(other, ports, backendTls, hosts);
    }

    /** What the shared proxy serves of it. */
    public RouteTable ofSharedProxy() {
        List<PortBinding> shared = new ArrayList<>(ports.size());
        for (PortBinding port : ports) {
            if (port.servedBy() != ServedBy.DEDICATED) {
                shared.add(port);
            }
        }
        return shared.size() == ports.size() ? this : new RouteTable(generation, shared, backendTls, hosts);
    }

    /** What proxies of their own serve, by Gateway; each with no TLS and no hosts but those of its own backends. */
    public Map<String, RouteTable> ofDedicatedProxies() {
        Map<String, List<PortBinding>> byGateway = new LinkedHashMap<>();
        for (PortBinding port : ports) {
            if (port.servedBy() != ServedBy.SHARED) {
                byGateway
                        .computeIfAbsent(port.gateway(), _ -> new ArrayList<>())
                        .add(port);
            }
        }
        Map<String, RouteTable> tables = new LinkedHashMap<>();
        byGateway.forEach((gateway, own) -> {
            Map<String, BackendTls> tls = new HashMap<>();
            Set<EndpointKey> ownHosts = new HashSet<>();
            for (Backend.Service service : TableContents.of(own).services()) {
                BackendTls named = service.tls() == null ? null : backendTls.get(service.tls());
                if (named != null) {
                    tls.put(named.name(), named);
                }
                if (hosts.contains(service.endpoints())) {
                    ownHosts.add(service.endpoints());
                }
            }
            tables.put(gateway, new RouteTable(generation, own, tls, ownHosts));
        });
        return tables;
    }

    /** The same, with all sockets open in the proxy of one Gateway. */
    public RouteTable servedByItsOwnProxy() {
        return new RouteTable(
                generation,
                ports.stream().map(port -> port.servedBy(ServedBy.DEDICATED)).toList(),
                backendTls,
                hosts);
    }

    /** Every Service port that something in it leads to. */
    public Set<Backend.Service> services() {
        return TableContents.of(ports).services();
    }

    /** Every rule in it. */
    public Set<RuleId> rules() {
        return TableContents.of(ports).rules();
    }
}

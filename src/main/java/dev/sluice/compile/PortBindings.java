package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostRule;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.StreamRule;
import dev.sluice.routing.TlsListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is served: the sockets of a Gateway with its listeners and their routes. */
final class PortBindings {
    private PortBindings() {}

    /** The sockets of a Gateway; a port without a listener that can be served has none. */
    static void of(CompiledGateway gateway, HostRoutesMemo memo, List<PortBinding> bindings) {
        if (gateway.refused() != null) {
            return;
        }
        Map<ListenerPort, List<CompiledListener>> byPort = new LinkedHashMap<>();
        for (CompiledListener listener : gateway.allListeners()) {
            ListenerPort port = listener.listenerPort();
            if (port != null && listener.isAccepted()) {
                byPort.computeIfAbsent(port, _ -> new ArrayList<>()).add(listener);
            }
        }
        byPort.forEach((port, listeners) -> {
            List<SocketKey> sockets = gateway.addresses().sockets().getOrDefault(port, List.of());
            if (!sockets.isEmpty() && listeners.stream().anyMatch(CompiledListener::isServable)) {
                PortRoutes routes = routes(listeners, memo);
                for (SocketKey socket : sockets) {
                    bindings.add(new PortBinding(
                            socket,
                            gateway.toString(),
                            port.number(),
                            routes,
                            gateway.clientCertificate(),
                            gateway.addresses().servedBy(),
                            routes instanceof PortRoutes.Tcp || routes instanceof PortRoutes.Udp
                                    ? null
                                    : gateway.traced().tracing()));
                }
            }
        });
    }

    /** The accepted listeners of a port have one protocol, or HTTPS and TLS, or they would conflict. */
    private static PortRoutes routes(List<CompiledListener> listeners, HostRoutesMemo memo) {
        CompiledListener first = listeners.getFirst();
        return switch (first.protocol()) {
            case HTTP -> new PortRoutes.Http(http(listeners, memo));
            case HTTPS, TLS -> tls(listeners, memo);
            case TCP -> new PortRoutes.Tcp(stream(first));
            case UDP -> new PortRoutes.Udp(stream(first));
            case null -> throw new IllegalArgumentException(first.name());
        };
    }

    private static HttpPort http(List<CompiledListener> listeners, HostRoutesMemo memo) {
        List<HttpListener> http = new ArrayList<>();
        for (CompiledListener listener : listeners) {
            // One without a certificate keeps its hosts: behind another listener's certificate they are misdirected.
            // So are the hosts of a TLS listener, which has no HTTP routes.
            http.add(new HttpListener(
                    listener.id().inTable(),
                    listener.hostname(),
                    listener.filters().filters(),
                    hosts(listener, memo)));
        }
        return new HttpPort(http);
    }

    private static PortRoutes tls(List<CompiledListener> listeners, HostRoutesMemo memo) {
        List<TlsListener> tls = new ArrayList<>();
        boolean anyHttps = false;
        for (CompiledListener listener : listeners) {
            String name = listener.id().inTable();
            HostnamePattern hostname = listener.hostname();
            if (listener.protocol() == ListenerProtocol.HTTPS) {
                anyHttps = true;
                if (listener.tls() != null) {
                    tls.add(new TlsListener.Https(name, hostname, listener.tls()));
                }
            } else if (listener.passthrough()) {
                tls.add(new TlsListener.Passthrough(name, hostname, rules(listener)));
            } else if (listener.tls() != null) {
                tls.add(new TlsListener.Terminate(name, hostname, listener.tls(), rules(listener)));
            } else {
                tls.add(new TlsListener.Unusable(name, hostname));
            }
        }
        return new PortRoutes.Tls(tls, anyHttps ? http(listeners, memo) : null);
    }

    /** Of several routes the oldest serves ("Conflicts" in the API's design guide); they are in that order. */
    private static StreamListener stream(CompiledListener listener) {
        List<CompiledRoute> routes = listener.routes().all();
        return new StreamListener(listener.id().inTable(), routes.isEmpty() ? null : routes.getFirst().stream());
    }

    private static List<HostRule> rules(CompiledListener listener) {
        Map<HostnamePattern, HostRule> byHostname = new LinkedHashMap<>();
        for (CompiledRoute route : listener.routes().all()) {
            StreamRule rule = route.stream();
            for (HostnamePattern hostname : route.hostnames()) {
                if (rule != null && hostname.intersects(listener.hostname())) {
                    byHostname.putIfAbsent(hostname, new HostRule(hostname, rule));
                }
            }
        }
        return List.copyOf(byHostname.values());
    }

    private static List<HostRoutes> hosts(CompiledListener listener, HostRoutesMemo memo) {
        listener.routes().takeChanges((hostname, routes) -> {
            if (routes.isEmpty()) {
                memo.remove(listener.id(), hostname);
            } else {
                memo.put(listener.id(), hostname, candidates(routes));
            }
        });
        Set<HostnamePattern> hostnames = listener.routes().hostnames();
        List<HostRoutes> hosts = new ArrayList<>(hostnames.size());
        for (HostnamePattern hostname : hostnames) {
            hosts.add(memo.get(listener.id(), hostname));
        }
        return hosts;
    }

    private static List<Candidate> candidates(List<CompiledRoute> routes) {
        List<Candidate> candidates = new ArrayList<>(routes.size());
        for (CompiledRoute route : routes) {
            for (CompiledRule rule : route.rules()) {
                candidates.addAll(rule.candidates());
            }
        }
        return candidates;
    }
}

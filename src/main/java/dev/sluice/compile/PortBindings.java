package dev.sluice.compile;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.TlsListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is served: the sockets of a Gateway with its listeners and their routes. */
final class PortBindings {
    private PortBindings() {}

    /** The sockets of a Gateway; a port without a listener that can be served has none. */
    static void of(CompiledGateway gateway, HostRoutesMemo memo, List<PortBinding> bindings) {
        if (gateway.refused() != null) {
            return;
        }
        Map<Integer, List<CompiledListener>> byPort = new LinkedHashMap<>();
        for (CompiledListener listener : gateway.allListeners()) {
            if (listener.isAccepted()) {
                byPort.computeIfAbsent(listener.port(), _ -> new ArrayList<>()).add(listener);
            }
        }
        byPort.forEach((port, listeners) -> {
            List<SocketKey> sockets = gateway.addresses().sockets().getOrDefault(port, List.of());
            if (!sockets.isEmpty() && listeners.stream().anyMatch(CompiledListener::isServable)) {
                PortRoutes routes = routes(listeners, memo);
                for (SocketKey socket : sockets) {
                    bindings.add(
                            new PortBinding(socket, gateway.toString(), port, routes, gateway.clientCertificate()));
                }
            }
        });
    }

    /** All accepted listeners of a port have one protocol, or they would conflict. */
    private static PortRoutes routes(List<CompiledListener> listeners, HostRoutesMemo memo) {
        List<HttpListener> http = new ArrayList<>();
        List<TlsListener> tls = new ArrayList<>();
        for (CompiledListener listener : listeners) {
            // One without a certificate keeps its hosts: behind another listener's certificate they are misdirected.
            String name = listener.id().inTable();
            http.add(new HttpListener(name, listener.hostname(), hosts(listener, memo)));
            if (listener.tls() != null) {
                tls.add(new TlsListener.Https(name, listener.hostname(), listener.tls()));
            }
        }
        HttpPort port = new HttpPort(http);
        return tls.isEmpty() ? new PortRoutes.Http(port) : new PortRoutes.Tls(tls, port);
    }

    private static List<HostRoutes> hosts(CompiledListener listener, HostRoutesMemo memo) {
        Map<HostnamePattern, List<Candidate>> byHostname = new LinkedHashMap<>();
        for (CompiledRoute route : listener.routes()) {
            for (HostnamePattern hostname : route.hostnames()) {
                if (hostname.intersects(listener.hostname())) {
                    List<Candidate> candidates = byHostname.computeIfAbsent(hostname, _ -> new ArrayList<>());
                    for (CompiledRule rule : route.rules()) {
                        candidates.addAll(rule.candidates());
                    }
                }
            }
        }
        List<HostRoutes> hosts = new ArrayList<>(byHostname.size());
        byHostname.forEach((hostname, candidates) -> hosts.add(memo.of(listener.id(), hostname, candidates)));
        return hosts;
    }
}

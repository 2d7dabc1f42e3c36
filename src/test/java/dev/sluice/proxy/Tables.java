package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.StreamRule;
import dev.sluice.routing.Timeouts;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.TlsTermination;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Builds tables for tests. */
final class Tables {
    private static final AtomicLong GENERATION = new AtomicLong();

    private Tables() {}

    static EndpointKey key(String service) {
        return new EndpointKey("default", service, 80);
    }

    static Backends.Weighted backend(String service, Backend.Protocol protocol, HttpFilter... filters) {
        return new Backends.Weighted(1, new Backend.Service(key(service), protocol), List.of(filters));
    }

    static Backends.Weighted backend(String service) {
        return backend(service, Backend.Protocol.HTTP1);
    }

    static RouteRule rule(List<HttpFilter> filters, Timeouts timeouts, Backends.Weighted... backends) {
        return new RouteRule(
                new RuleId("HTTPRoute", "default", "test", 0, ""), filters, new Backends(List.of(backends)), timeouts);
    }

    static RouteRule retrying(RetryPolicy retry, Timeouts timeouts, Backends.Weighted... backends) {
        return new RouteRule(
                new RuleId("HTTPRoute", "default", "test", 0, ""),
                List.of(),
                new Backends(List.of(backends)),
                timeouts,
                retry,
                null);
    }

    static Candidate prefix(String path, RouteRule rule) {
        return new Candidate(new HttpMatch(new PathMatch.Prefix(path), null, List.of(), List.of()), rule);
    }

    static Candidate prefix(String path, Backends.Weighted... backends) {
        return prefix(path, rule(List.of(), Timeouts.NONE, backends));
    }

    static HttpListener listener(String name, String hostname, Candidate... candidates) {
        HostnamePattern pattern = new HostnamePattern(hostname);
        return new HttpListener(name, pattern, List.of(new HostRoutes(HostnamePattern.ANY, List.of(candidates))));
    }

    static SocketKey socket(int port) {
        return new SocketKey(SocketKey.Transport.TCP, "127.0.0.1", port);
    }

    static StreamRule streamRule(String kind, Backends.Weighted... backends) {
        return new StreamRule(new RuleId(kind, "default", "test", 0, ""), new Backends(List.of(backends)));
    }

    static Backends.Weighted weighted(int weight, Backend backend) {
        return new Backends.Weighted(weight, backend, List.of());
    }

    static PortBinding tcp(int port, Backends.Weighted... backends) {
        return new PortBinding(
                socket(port),
                "default/gateway",
                port,
                new PortRoutes.Tcp(new StreamListener("tcp", streamRule("TCPRoute", backends))));
    }

    static PortBinding udp(int port, Backends.Weighted... backends) {
        return udp("127.0.0.1", port, backends);
    }

    static PortBinding udp(String address, int port, Backends.Weighted... backends) {
        return new PortBinding(
                new SocketKey(SocketKey.Transport.UDP, address, port),
                "default/gateway",
                port,
                new PortRoutes.Udp(new StreamListener("udp", streamRule("UDPRoute", backends))));
    }

    static PortBinding binding(int port, Candidate... candidates) {
        return binding(port, listener("http", "", candidates));
    }

    static PortBinding binding(int port, HttpListener... listeners) {
        return new PortBinding(
                socket(port), "default/gateway", 8080, new PortRoutes.Http(new HttpPort(List.of(listeners))));
    }

    /** With one HTTPS listener for all hosts. */
    static PortBinding tls(int port, ServerCertificate certificate, Candidate... candidates) {
        TlsTermination termination = new TlsTermination(List.of(certificate));
        return new PortBinding(
                socket(port),
                "default/gateway",
                8443,
                new PortRoutes.Tls(
                        List.of(new TlsListener.Https("https", HostnamePattern.ANY, termination)),
                        new HttpPort(List.of(listener("https", "", candidates)))));
    }

    static RouteTable table(PortBinding... bindings) {
        return new RouteTable(GENERATION.incrementAndGet(), List.of(bindings));
    }
}

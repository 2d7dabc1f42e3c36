package dev.sluice.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.routing.HttpMatch.HeaderMatch;
import dev.sluice.routing.HttpMatch.QueryParamMatch;
import dev.sluice.routing.PortBinding.ServedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what {@link TableDocument#whole} has written; the table is equal to the one that was written. */
public final class TableReader {
    private final Map<String, DocumentFields> rules;
    private final Map<String, RouteRule> routeRules = new HashMap<>();
    private final Map<String, StreamRule> streamRules = new HashMap<>();

    private TableReader(Map<String, DocumentFields> rules) {
        this.rules = rules;
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if it is not in the form of {@link TableDocument#VERSION}
     */
    public static RouteTable read(Map<String, Object> document) {
        DocumentFields whole = DocumentFields.of(document);
        TableReader reader = new TableReader(whole.named("rules"));
        try {
            List<PortBinding> ports =
                    whole.list("ports").stream().map(reader::port).toList();
            Map<String, BackendTls> backendTls = new HashMap<>();
            whole.named("backendTls").forEach((name, fields) -> backendTls.put(name, TlsReader.backend(name, fields)));
            Set<EndpointKey> hosts = new HashSet<>();
            whole.texts("hosts").forEach(host -> hosts.add(EndpointKey.parse(host)));
            return new RouteTable(whole.number("generation"), ports, backendTls, hosts);
        } catch (PatternSyntaxException | ArithmeticException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private PortBinding port(DocumentFields port) {
        return new PortBinding(
                SocketKey.parse(port.text("socket")),
                port.text("gateway"),
                port.integer("listenerPort"),
                routes(port),
                TlsReader.certificateOrNull(port.fieldsOrNull("clientCertificate")),
                port.has("servedBy") ? ServedBy.valueOf(port.text("servedBy")) : ServedBy.SHARED,
                TracingDocument.read(port.fieldsOrNull("tracing")));
    }

    private PortRoutes routes(DocumentFields port) {
        String protocol = port.text("protocol");
        return switch (protocol) {
            case "HTTP" -> new PortRoutes.Http(http(port));
            case "TLS" ->
                new PortRoutes.Tls(
                        port.list("sni").stream().map(this::sni).toList(), port.has("listeners") ? http(port) : null);
            case "TCP" -> new PortRoutes.Tcp(stream(port.fields("listener")));
            case "UDP" -> new PortRoutes.Udp(stream(port.fields("listener")));
            default -> throw new IllegalArgumentException("the protocol " + protocol + " is not known");
        };
    }

    private StreamListener stream(DocumentFields listener) {
        String rule = listener.textOrNull("rule");
        return new StreamListener(listener.text("name"), rule == null ? null : streamRule(rule));
    }

    private TlsListener sni(DocumentFields listener) {
        return TlsReader.listener(listener, () -> hosts(listener));
    }

    private List<HostRule> hosts(DocumentFields listener) {
        List<HostRule> hosts = new ArrayList<>();
        for (DocumentFields host : listener.list("hosts")) {
            hosts.add(new HostRule(HostnamePattern.parse(host.text("hostname")), streamRule(host.text("rule"))));
        }
        return hosts;
    }

    private HttpPort http(DocumentFields port) {
        List<HttpListener> listeners = new ArrayList<>();
        for (DocumentFields listener : port.list("listeners")) {
            listeners.add(new HttpListener(
                    listener.text("name"),
                    HostnamePattern.parse(listener.text("hostname")),
                    RuleReader.filters(listener),
                    listener.list("hosts").stream().map(this::hostRoutes).toList()));
        }
        return new HttpPort(listeners);
    }

    private HostRoutes hostRoutes(DocumentFields host) {
        List<Candidate> candidates = new ArrayList<>();
        for (DocumentFields match : host.list("matches")) {
            candidates.add(new Candidate(match(match), routeRule(match.text("rule"))));
        }
        return new HostRoutes(HostnamePattern.parse(host.text("hostname")), candidates);
    }

    private RouteRule routeRule(String name) {
        return routeRules.computeIfAbsent(name, _ -> RuleReader.routeRule(name, described(name)));
    }

    private StreamRule streamRule(String name) {
        return streamRules.computeIfAbsent(name, _ -> RuleReader.streamRule(name, described(name)));
    }

    private DocumentFields described(String name) {
        DocumentFields rule = rules.get(name);
        if (rule == null) {
            throw new IllegalArgumentException("the rule " + name + " is missing");
        }
        return rule;
    }

    private static HttpMatch match(DocumentFields match) {
        return new HttpMatch(
                path(match),
                match.textOrNull("method"),
                match.list("headers").stream()
                        .map(header -> new HeaderMatch(header.text("name"), value(header)))
                        .toList(),
                match.list("queryParams").stream()
                        .map(param -> new QueryParamMatch(param.text("name"), value(param)))
                        .toList());
    }

    private static PathMatch path(DocumentFields match) {
        if (match.has("path")) {
            return new PathMatch.Exact(match.text("path"));
        }
        if (match.has("pathPrefix")) {
            return new PathMatch.Prefix(match.text("pathPrefix"));
        }
        return match.has("grpcMethod")
                ? new PathMatch.AnyService(match.text("grpcMethod"))
                : new PathMatch.Regex(Pattern.compile(match.text("pathRegex")));
    }

    private static ValueMatch value(DocumentFields match) {
        String exact = match.textOrNull("exact");
        if (exact != null) {
            return new ValueMatch.Exact(exact);
        }
        return match.has("mediaType")
                ? new ValueMatch.MediaType(match.text("mediaType"))
                : new ValueMatch.Regex(Pattern.compile(match.text("regex")));
    }
}

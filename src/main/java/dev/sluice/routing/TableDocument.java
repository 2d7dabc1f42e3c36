package dev.sluice.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The serial form of a table as maps, lists, strings, numbers and booleans, ready for any YAML or JSON writer.
 * {@link TableReader} reads the whole form back; the others have the same shape and leave things out.
 */
public final class TableDocument {
    static final String WITHHELD = "<withheld>";

    /** The version of the form that {@link #whole} writes and {@link TableReader} reads. */
    public static final int VERSION = 1;

    /** How much is in it. */
    enum Detail {
        /**
         * For people: {@code <withheld>} for each value that may be a credential, which are those that filters give to
         * headers, and those that headers and query parameters are compared with.
         */
        WITHOUT_CREDENTIALS,
        /** Certificates by their fingerprints, without chains and keys. */
        WITHOUT_KEYS,
        /** Everything that a data plane needs. */
        WHOLE
    }

    private final Map<String, Object> rules = new TreeMap<>();
    private final Map<String, Object> named = new HashMap<>();
    private final Detail detail;
    private final RuleDocument ruleDocument;
    private final TlsDocument tlsDocument;

    private TableDocument(Detail detail) {
        this.detail = detail;
        ruleDocument = new RuleDocument(detail);
        tlsDocument = new TlsDocument(detail);
    }

    /** The table without the chains and keys of certificates: ports with listeners and matches, and the rules that these name. */
    public static Map<String, Object> of(RouteTable table) {
        return of(table, Detail.WITHOUT_KEYS);
    }

    /** The table for a page or a log, with {@code <withheld>} for each value that may be a credential. */
    public static Map<String, Object> withoutCredentials(RouteTable table) {
        return of(table, Detail.WITHOUT_CREDENTIALS);
    }

    /** The table with private keys, for a data plane in another process and nobody else. */
    public static Map<String, Object> whole(RouteTable table) {
        return of(table, Detail.WHOLE);
    }

    /** Filters as they are in {@link #withoutCredentials}, each a map from what it does to how. */
    public static List<Object> filtersWithoutCredentials(List<HttpFilter> filters) {
        return new RuleDocument(Detail.WITHOUT_CREDENTIALS).filters(filters);
    }

    private static Map<String, Object> of(RouteTable table, Detail detail) {
        TableDocument document = new TableDocument(detail);
        List<Object> ports = new ArrayList<>();
        for (PortBinding port : table.ports()) {
            ports.add(document.port(port));
        }
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("generation", table.generation());
        whole.put("ports", ports);
        whole.put("rules", document.rules);
        if (!table.backendTls().isEmpty()) {
            Map<String, Object> tls = new TreeMap<>();
            table.backendTls().forEach((name, backendTls) -> tls.put(name, document.tlsDocument.of(backendTls)));
            whole.put("backendTls", tls);
        }
        if (!table.hosts().isEmpty()) {
            whole.put(
                    "hosts",
                    table.hosts().stream().map(EndpointKey::toString).sorted().toList());
        }
        return whole;
    }

    private Map<String, Object> port(PortBinding port) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("socket", port.socket().toString());
        map.put("gateway", port.gateway());
        map.put("listenerPort", port.listenerPort());
        if (port.servedBy() != PortBinding.ServedBy.SHARED) {
            map.put("servedBy", port.servedBy().name());
        }
        if (port.clientCertificate() != null) {
            map.put("clientCertificate", tlsDocument.certificate(port.clientCertificate()));
        }
        if (port.tracing() != null) {
            map.put("tracing", TracingDocument.of(port.tracing(), ruleDocument, detail));
        }
        switch (port.routes()) {
            case PortRoutes.Http(HttpPort http) -> {
                map.put("protocol", "HTTP");
                map.put("listeners", listeners(http));
            }
            case PortRoutes.Tls(HostnameIndex<TlsListener> listeners, var http) -> {
                map.put("protocol", "TLS");
                map.put("sni", listeners.values().stream().map(this::sni).toList());
                if (http != null) {
                    map.put("listeners", listeners(http));
                }
            }
            case PortRoutes.Tcp(StreamListener listener) -> {
                map.put("protocol", "TCP");
                map.put("listener", stream(listener));
            }
            case PortRoutes.Udp(StreamListener listener) -> {
                map.put("protocol", "UDP");
                map.put("listener", stream(listener));
            }
        }
        return map;
    }

    private Map<String, Object> stream(StreamListener listener) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", listener.name());
        if (listener.rule() != null) {
            map.put("rule", named(listener.rule()));
        }
        return map;
    }

    private String named(StreamRule rule) {
        return named(rule.id(), rule, () -> ruleDocument.of(rule));
    }

    /** The name of a rule, which is described once for all places that name it. */
    private String named(RuleId id, Object rule, Supplier<Map<String, Object>> description) {
        String name = id.toString();
        Object other = named.putIfAbsent(name, rule);
        for (int i = 2; other != null && !other.equals(rule); i++) {
            name = id + RuleId.DISTINCTION + i;
            other = named.putIfAbsent(name, rule);
        }
        if (other == null) {
            rules.put(name, description.get());
        }
        return name;
    }

    private Map<String, Object> sni(TlsListener listener) {
        Map<String, Object> map = tlsDocument.of(listener);
        if (listener instanceof TlsListener.Stream stream) {
            map.put("hosts", hosts(stream));
        }
        return map;
    }

    private List<Object> hosts(TlsListener.Stream listener) {
        List<Object> hosts = new ArrayList<>();
        for (HostRule host : listener.rules().values()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("hostname", host.hostname().toString());
            map.put("rule", named(host.rule()));
            hosts.add(map);
        }
        return hosts;
    }

    private List<Object> listeners(HttpPort port) {
        List<Object> list = new ArrayList<>();
        for (HttpListener listener : port.listeners().values()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", listener.name());
            map.put("hostname", listener.hostname().toString());
            if (!listener.filters().isEmpty()) {
                map.put("filters", ruleDocument.filters(listener.filters()));
            }
            List<Object> hosts = new ArrayList<>();
            for (HostRoutes host : listener.hosts().sorted()) {
                hosts.add(host(host));
            }
            map.put("hosts", hosts);
            list.add(map);
        }
        return list;
    }

    private Map<String, Object> host(HostRoutes host) {
        List<Object> matches = new ArrayList<>();
        for (Candidate candidate : host.candidates()) {
            Map<String, Object> match = match(candidate.match());
            RouteRule rule = candidate.rule();
            match.put("rule", named(rule.id(), rule, () -> ruleDocument.of(rule)));
            matches.add(match);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("hostname", host.hostname().toString());
        map.put("matches", matches);
        return map;
    }

    private Map<String, Object> match(HttpMatch match) {
        Map<String, Object> map = new LinkedHashMap<>();
        switch (match.path()) {
            case PathMatch.Exact(String value) -> map.put("path", value);
            case PathMatch.Prefix(String value) -> map.put("pathPrefix", value);
            case PathMatch.Regex(var pattern) -> map.put("pathRegex", pattern.pattern());
            case PathMatch.AnyService(String method) -> map.put("grpcMethod", method);
        }
        if (match.method() != null) {
            map.put("method", match.method());
        }
        if (!match.headers().isEmpty()) {
            map.put(
                    "headers",
                    match.headers().stream()
                            .map(header -> value(header.name(), header.value()))
                            .toList());
        }
        if (!match.queryParams().isEmpty()) {
            map.put(
                    "queryParams",
                    match.queryParams().stream()
                            .map(param -> value(param.name(), param.value()))
                            .toList());
        }
        return map;
    }

    private Map<String, Object> value(String name, ValueMatch match) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        switch (match) {
            case ValueMatch.Exact(String value) -> map.put("exact", shown(value));
            case ValueMatch.Regex(var pattern) -> map.put("regex", shown(pattern.pattern()));
            case ValueMatch.MediaType(String type) -> map.put("mediaType", type);
        }
        return map;
    }

    private String shown(String value) {
        return detail == Detail.WITHOUT_CREDENTIALS ? WITHHELD : value;
    }
}

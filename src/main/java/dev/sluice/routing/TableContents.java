package dev.sluice.routing;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules behind sockets, and the Service ports that they lead to: backends, mirrors, authorization services and those who get spans. */
public final class TableContents {
    private final Set<Backend.Service> services = new LinkedHashSet<>();
    private final Set<RuleId> rules = new LinkedHashSet<>();
    private final Set<RouteRule> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private TableContents() {}

    /** What is behind some sockets of a table. */
    public static TableContents of(List<PortBinding> ports) {
        TableContents found = new TableContents();
        for (PortBinding port : ports) {
            if (port.tracing() != null) {
                found.services.add(port.tracing().collector().backend());
            }
            switch (port.routes()) {
                case PortRoutes.Http(HttpPort http) -> found.add(http);
                case PortRoutes.Tls(HostnameIndex<TlsListener> listeners, var http) -> {
                    listeners.values().forEach(found::add);
                    if (http != null) {
                        found.add(http);
                    }
                }
                case PortRoutes.Tcp(StreamListener listener) -> found.add(listener);
                case PortRoutes.Udp(StreamListener listener) -> found.add(listener);
            }
        }
        return found;
    }

    /** Every Service port that a request, connection or datagram may cause to be spoken to. */
    public Set<Backend.Service> services() {
        return services;
    }

    public Set<RuleId> rules() {
        return rules;
    }

    private void add(HttpPort http) {
        for (HttpListener listener : http.listeners().values()) {
            add(listener.filters());
            for (HostRoutes host : listener.hosts().values()) {
                for (Candidate candidate : host.candidates()) {
                    if (seen.add(candidate.rule())) {
                        rules.add(candidate.rule().id());
                        add(candidate.rule().filters());
                        add(candidate.rule().backends());
                    }
                }
            }
        }
    }

    private void add(TlsListener listener) {
        if (listener instanceof TlsListener.Stream stream) {
            stream.rules().values().forEach(host -> add(host.rule()));
        }
    }

    private void add(StreamListener listener) {
        if (listener.rule() != null) {
            add(listener.rule());
        }
    }

    private void add(StreamRule rule) {
        rules.add(rule.id());
        add(rule.backends());
    }

    private void add(Backends backends) {
        for (Backends.Weighted weighted : backends.weighted()) {
            if (weighted.backend() instanceof Backend.Service service) {
                services.add(service);
            }
            add(weighted.filters());
        }
    }

    private void add(List<HttpFilter> filters) {
        for (HttpFilter filter : filters) {
            switch (filter) {
                case HttpFilter.Mirror mirror -> services.add(mirror.backend());
                case HttpFilter.Authorization(ExternalAuth auth) -> services.add(auth.backend());
                case HttpFilter.RequestHeaders _,
                        HttpFilter.ResponseHeaders _,
                        HttpFilter.Redirect _,
                        HttpFilter.UrlRewrite _,
                        HttpFilter.Cors _,
                        HttpFilter.Unresolved _ -> {
                    // They lead nowhere.
                }
            }
        }
    }
}

package dev.sluice.routing;

import java.util.List;
import java.util.function.Consumer;

/** Every Service port that what is behind a socket may turn to: backends, mirrors and authorization services. */
public final class ReferencedServices {
    private ReferencedServices() {}

    /** Names each of them, as often as it is referred to. */
    public static void forEach(PortRoutes routes, Consumer<Backend.Service> action) {
        switch (routes) {
            case PortRoutes.Http(HttpPort http) -> of(http, action);
            case PortRoutes.Tls(var listeners, var http) -> {
                for (TlsListener listener : listeners.values()) {
                    if (listener instanceof TlsListener.Stream stream) {
                        stream.rules().values().forEach(host -> of(host.rule(), action));
                    }
                }
                if (http != null) {
                    of(http, action);
                }
            }
            case PortRoutes.Tcp(StreamListener listener) -> of(listener, action);
            case PortRoutes.Udp(StreamListener listener) -> of(listener, action);
        }
    }

    private static void of(HttpPort port, Consumer<Backend.Service> action) {
        for (HttpListener listener : port.listeners().values()) {
            of(listener.filters(), action);
            for (HostRoutes host : listener.hosts().values()) {
                for (Candidate candidate : host.candidates()) {
                    of(candidate.rule().filters(), action);
                    of(candidate.rule().backends(), action);
                }
            }
        }
    }

    private static void of(StreamListener listener, Consumer<Backend.Service> action) {
        if (listener.rule() != null) {
            of(listener.rule(), action);
        }
    }

    private static void of(StreamRule rule, Consumer<Backend.Service> action) {
        of(rule.backends(), action);
    }

    private static void of(Backends backends, Consumer<Backend.Service> action) {
        for (Backends.Weighted weighted : backends.weighted()) {
            of(weighted.filters(), action);
            if (weighted.backend() instanceof Backend.Service service) {
                action.accept(service);
            }
        }
    }

    private static void of(List<HttpFilter> filters, Consumer<Backend.Service> action) {
        for (HttpFilter filter : filters) {
            switch (filter) {
                case HttpFilter.Mirror mirror -> action.accept(mirror.backend());
                case HttpFilter.Authorization(ExternalAuth by) -> action.accept(by.backend());
                case HttpFilter.RequestHeaders _,
                        HttpFilter.ResponseHeaders _,
                        HttpFilter.Redirect _,
                        HttpFilter.UrlRewrite _,
                        HttpFilter.Cors _,
                        HttpFilter.Unresolved _ -> {
                    // Nothing but the request is looked at.
                }
            }
        }
    }
}

package dev.sluice.golden;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HostRule;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.Selection;
import dev.sluice.routing.StreamRule;
import dev.sluice.routing.TlsListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the compiled table alone says of a request.
 *
 * @param status the response's status; 0 for a refused handshake, -1 if it depends on which backend is drawn
 * @param rule null if none is chosen
 * @param backends weights by backend
 */
record SelectedAnswer(int status, String rule, Map<String, Integer> backends) {
    private static final SelectedAnswer NOTHING = new SelectedAnswer(0, null, Map.of());

    static SelectedAnswer of(RouteTable table, GoldenCase golden, GoldenRequest request) {
        for (PortBinding port : table.ports()) {
            if (request.isTo(port)) {
                return of(port.routes(), request, golden.endpoints(table));
            }
        }
        return NOTHING;
    }

    private static SelectedAnswer of(
            PortRoutes routes, GoldenRequest request, Map<EndpointKey, List<Endpoint>> endpoints) {
        TextRequest view = new TextRequest(request);
        return switch (routes) {
            case PortRoutes.Http(var http) -> of(http.select(view), view, endpoints);
            case PortRoutes.Tls(var listeners, var http) -> {
                String sni = request.sni() == null ? "" : request.sni().toLowerCase(Locale.ROOT);
                yield switch (listeners.get(sni)) {
                    case null -> NOTHING;
                    case TlsListener.Unusable _ -> NOTHING;
                    case TlsListener.Https https when asksForCertificate(https) -> NOTHING;
                    case TlsListener.Https https -> of(http.selectBehind(https.name(), view), view, endpoints);
                    case TlsListener.Stream stream -> {
                        HostRule host = stream.rules().get(sni);
                        yield of(host == null ? null : host.rule(), endpoints);
                    }
                };
            }
            case PortRoutes.Tcp(var listener) -> of(listener.rule(), endpoints);
            case PortRoutes.Udp(var listener) -> of(listener.rule(), endpoints);
        };
    }

    private static SelectedAnswer of(
            Selection selection, TextRequest view, Map<EndpointKey, List<Endpoint>> endpoints) {
        return switch (selection) {
            case Selection.Miss miss ->
                new SelectedAnswer(miss == Selection.Miss.MISDIRECTED ? 421 : 404, null, Map.of());
            // Who is asked allows everything, and changes nothing.
            case Selection.Filtered(var listener) ->
                listener.filters().stream().anyMatch(HttpFilter.Unresolved.class::isInstance)
                        ? new SelectedAnswer(500, null, Map.of())
                        : of(listener.route(view), view, endpoints);
            case Candidate(var _, RouteRule rule) -> of(rule, view, endpoints);
        };
    }

    /** A connection or flow: 0 stands for one that is refused. */
    private static SelectedAnswer of(StreamRule rule, Map<EndpointKey, List<Endpoint>> endpoints) {
        if (rule == null) {
            return NOTHING;
        }
        Map<String, Integer> backends = new LinkedHashMap<>();
        int status = rule.backends().totalWeight() == 0 ? 0 : -2;
        for (Backends.Weighted weighted : rule.backends().weighted()) {
            if (weighted.weight() > 0) {
                int answer = status(weighted, endpoints) == 200 ? 200 : 0;
                status = status == -2 || status == answer ? answer : -1;
                backends.merge(name(weighted.backend()), weighted.weight(), Integer::sum);
            }
        }
        return new SelectedAnswer(status, rule.id().toString(), backends);
    }

    private static SelectedAnswer of(RouteRule rule, TextRequest view, Map<EndpointKey, List<Endpoint>> endpoints) {
        for (HttpFilter filter : rule.filters()) {
            if (filter instanceof HttpFilter.Cors(var policy) && CorsPolicy.isPreflight(view)) {
                int status = policy.allowedOrigin(view) == null ? 403 : 204;
                return new SelectedAnswer(status, rule.id().toString(), Map.of());
            }
        }
        for (HttpFilter filter : rule.filters()) {
            if (filter instanceof HttpFilter.Redirect redirect) {
                return new SelectedAnswer(redirect.statusCode(), rule.id().toString(), Map.of());
            }
            if (filter instanceof HttpFilter.Unresolved) {
                return new SelectedAnswer(500, rule.id().toString(), Map.of());
            }
        }
        Map<String, Integer> backends = new LinkedHashMap<>();
        int status = rule.backends().totalWeight() == 0 ? 500 : 0;
        for (Backends.Weighted weighted : rule.backends().weighted()) {
            if (weighted.weight() > 0) {
                int answer = status(weighted, endpoints);
                status = status == 0 || status == answer ? answer : -1;
                backends.merge(name(weighted.backend()), weighted.weight(), Integer::sum);
            }
        }
        return new SelectedAnswer(status, rule.id().toString(), backends);
    }

    /** The clients of golden cases have no certificates. */
    private static boolean asksForCertificate(TlsListener listener) {
        return listener instanceof TlsListener.Https https
                && https.tls().clients() != null
                && !https.tls().clients().insecureFallback();
    }

    private static int status(Backends.Weighted weighted, Map<EndpointKey, List<Endpoint>> endpoints) {
        for (HttpFilter filter : weighted.filters()) {
            if (filter instanceof HttpFilter.Redirect redirect) {
                return redirect.statusCode();
            }
            if (filter instanceof HttpFilter.Unresolved) {
                return 500;
            }
        }
        return switch (weighted.backend()) {
            case Backend.Service(EndpointKey key, var _, var _, var _, var _) ->
                endpoints.getOrDefault(key, List.of()).isEmpty() ? 503 : 200;
            case Backend.Invalid _ -> 500;
        };
    }

    private static String name(Backend backend) {
        return switch (backend) {
            case Backend.Service(EndpointKey key, var _, var _, var _, var _) -> key.toString();
            case Backend.Invalid _ -> "invalid";
        };
    }
}

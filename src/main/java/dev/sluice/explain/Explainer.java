package dev.sluice.explain;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HostRule;
import dev.sluice.routing.HostnameIndex;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.TlsListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Explains requests by a table and what it was compiled from. */
public final class Explainer {
    private static final Outcome BYTES =
            Outcome.error("no HTTP", "The listener carries bytes, whatever they mean.", "Ask for an HTTP listener.");

    private final RouteTable table;
    private final Function<EndpointKey, Collection<Endpoint>> endpoints;
    private final ResourceSnapshot snapshot;
    private final Statuses statuses;
    private final TracingExplainer tracing;

    /**
     * Takes what to explain by.
     *
     * @param endpoints the ready endpoints of a Service port
     * @param snapshot the objects that the table was compiled from
     * @param statuses what was said of them
     */
    public Explainer(
            RouteTable table,
            Function<EndpointKey, Collection<Endpoint>> endpoints,
            ResourceSnapshot snapshot,
            Statuses statuses) {
        this.table = table;
        this.endpoints = endpoints;
        this.snapshot = snapshot;
        this.statuses = statuses;
        this.tracing = new TracingExplainer(snapshot, statuses, endpoints);
    }

    /**
     * Explains.
     *
     * @param gateway {@code namespace/name} of the only Gateway to look at, or null for all
     */
    public Explanation explain(Question question, @Nullable String gateway) {
        List<PortBinding> fitting = new ArrayList<>();
        for (PortBinding binding : table.ports()) {
            if ((gateway == null || gateway.equals(binding.gateway())) && speaks(binding, question)) {
                fitting.add(binding);
            }
        }
        List<PortBinding> dialled = fitting.stream()
                .filter(binding -> binding.listenerPort() == question.dialled())
                .toList();
        List<PortExplanation> ports = new ArrayList<>();
        for (PortBinding binding : dialled.isEmpty() && question.port() == 0 ? fitting : dialled) {
            ports.add(explain(question, binding));
        }
        ports.sort(Comparator.comparing(port -> port.listener() == null));
        return new Explanation(
                question,
                dialled.isEmpty() ? unheard(question, gateway, fitting) : null,
                ports,
                new Hints(snapshot, statuses, question, gateway).all());
    }

    private static boolean speaks(PortBinding binding, Question question) {
        return switch (binding.routes()) {
            case PortRoutes.Http _ -> !question.tls();
            case PortRoutes.Tls _ -> question.tls();
            case PortRoutes.Tcp _, PortRoutes.Udp _ -> false;
        };
    }

    /** Of a request to a port where nobody listens for such. */
    private Outcome unheard(Question question, @Nullable String gateway, List<PortBinding> fitting) {
        String protocol = question.tls() ? "HTTPS" : "HTTP";
        String cause = (gateway == null ? "No Gateway has a" : "Gateway " + gateway + " has no") + " listener for "
                + protocol + " on port " + question.dialled() + ".";
        TreeSet<String> served = new TreeSet<>();
        fitting.forEach(binding -> served.add(binding.gateway() + " port " + binding.listenerPort()));
        if (!served.isEmpty()) {
            return Outcome.error("none", cause, "Ask on a port that is served: " + String.join(", ", served) + ".");
        }
        for (PortBinding binding : table.ports()) {
            if (binding.listenerPort() == question.dialled()
                    && (gateway == null || gateway.equals(binding.gateway()))) {
                return Outcome.error(
                        "none",
                        cause,
                        "Port " + binding.listenerPort() + " of Gateway " + binding.gateway() + " is for "
                                + protocol(binding.routes()) + ".");
            }
        }
        return Outcome.error("none", cause, "Give a Gateway a listener for " + protocol + ".");
    }

    private static String protocol(PortRoutes routes) {
        return switch (routes) {
            case PortRoutes.Http _ -> "HTTP";
            case PortRoutes.Tls _ -> "HTTPS or TLS";
            case PortRoutes.Tcp _ -> "TCP";
            case PortRoutes.Udp _ -> "UDP";
        };
    }

    private PortExplanation explain(Question question, PortBinding binding) {
        return switch (binding.routes()) {
            case PortRoutes.Http(HttpPort http) -> {
                HttpListener listener = http.listeners().get(question.host());
                yield listener == null
                        ? answered(question, binding, names(http), noListener(question, binding, "404"))
                        : taken(question, binding, http, listener);
            }
            case PortRoutes.Tls tls -> {
                HostnameIndex<TlsListener> listeners = tls.listeners();
                HttpPort http = tls.http();
                TlsListener sni = listeners.get(question.host());
                List<String> names = listeners.values().stream()
                        .map(each -> each.name() + " (" + each.hostname() + ")")
                        .toList();
                if (sni == null) {
                    String answer = tls.resets() ? Outcomes.RESET : "TLS alert unrecognized_name";
                    yield refused(binding, names, noListener(question, binding, answer));
                }
                if (sni instanceof TlsListener.Unusable) {
                    yield refused(binding, names, unusable(sni));
                }
                if (sni instanceof TlsListener.Stream stream) {
                    yield carried(question, binding, names, stream);
                }
                HttpListener listener = http == null ? null : http.listeners().get(question.host());
                if (http == null || listener == null) {
                    yield answered(question, binding, names, noListener(question, binding, "404"));
                }
                yield listener.name().equals(sni.name())
                        ? taken(question, binding, http, listener)
                        : answered(question, binding, names, misdirected(sni, listener));
            }
            case PortRoutes.Tcp(var listener) -> refused(binding, List.of(listener.name()), BYTES);
            case PortRoutes.Udp(var listener) -> refused(binding, List.of(listener.name()), BYTES);
        };
    }

    private static PortExplanation refused(PortBinding binding, List<String> listeners, Outcome outcome) {
        return new PortExplanation(
                binding.gateway(), binding.listenerPort(), null, listeners, List.of(), 0, outcome, null);
    }

    /** A request that no listener takes, but whose port does. */
    private PortExplanation answered(Question question, PortBinding binding, List<String> listeners, Outcome outcome) {
        return new PortExplanation(
                binding.gateway(),
                binding.listenerPort(),
                null,
                listeners,
                List.of(),
                0,
                outcome,
                tracing.explain(binding.tracing(), question, binding.gateway()));
    }

    private PortExplanation taken(Question question, PortBinding binding, HttpPort http, HttpListener listener) {
        TracingExplanation traced = tracing.explain(binding.tracing(), question, binding.gateway());
        List<String> details = new ArrayList<>();
        Outcome stopped = filtered(listener, binding, details);
        if (stopped != null) {
            return new PortExplanation(
                    binding.gateway(),
                    binding.listenerPort(),
                    listener.name(),
                    names(http),
                    List.of(),
                    0,
                    stopped,
                    traced);
        }
        SelectionTrace trace = SelectionTrace.of(listener, question);
        Outcome chosen = trace.chosen() == null
                ? Outcome.error(
                        "404",
                        "Listener " + listener.name() + " takes the host, but "
                                + (trace.compared() == 0
                                        ? "no route for it is attached."
                                        : "none of the " + trace.compared() + " matches of its routes holds."),
                        "Attach a route with a match for this request to Gateway " + binding.gateway() + ", listener "
                                + listener.name() + ", or change one that is attached.")
                : Outcomes.of(trace.chosen(), question, endpoints);
        details.addAll(chosen.details());
        Outcome outcome = new Outcome(chosen.answer(), chosen.cause(), chosen.remedy(), details);
        return new PortExplanation(
                binding.gateway(),
                binding.listenerPort(),
                listener.name(),
                names(http),
                trace.worthReading(),
                trace.leftOut(),
                outcome,
                traced);
    }

    /** What a listener's own filters do before a rule is chosen; null if they let the request go on. */
    private @Nullable Outcome filtered(HttpListener listener, PortBinding binding, List<String> details) {
        for (HttpFilter filter : listener.filters()) {
            if (filter instanceof HttpFilter.Unresolved(String reason)) {
                return Outcome.error(
                        "500",
                        "A filter of listener " + listener.name() + " cannot be carried out: " + reason,
                        "Mend the filters of listener " + listener.name() + " of Gateway " + binding.gateway() + ".");
            }
        }
        Outcome unanswered = Authorizations.unanswered(listener.filters(), endpoints, details);
        if (unanswered == null && !listener.filters().isEmpty()) {
            details.add("filters of listener " + listener.name()
                    + " may change headers before a rule is chosen, which is not known here");
        }
        return unanswered;
    }

    private static List<String> names(HttpPort http) {
        return http.listeners().values().stream()
                .map(listener -> listener.name() + " (" + listener.hostname() + ")")
                .toList();
    }

    /** What is inside TLS is not looked at where TLSRoutes route: only the server name counts. */
    private PortExplanation carried(
            Question question, PortBinding binding, List<String> listeners, TlsListener.Stream listener) {
        HostRule rule = listener.rules().get(question.host());
        if (rule == null) {
            return new PortExplanation(
                    binding.gateway(),
                    binding.listenerPort(),
                    listener.name(),
                    listeners,
                    List.of(),
                    0,
                    Outcome.error(
                            Outcomes.RESET,
                            "No TLSRoute of listener " + listener.name() + " has a hostname that " + question.host()
                                    + " falls under.",
                            "Attach a TLSRoute with this hostname."),
                    null);
        }
        return new PortExplanation(
                binding.gateway(),
                binding.listenerPort(),
                listener.name(),
                listeners,
                List.of(new RuleVerdict(
                        rule.rule().id().toString(), rule.hostname().toString(), "server name of TLS", null)),
                0,
                Outcomes.of(rule.rule(), endpoints),
                null);
    }

    private static Outcome unusable(TlsListener listener) {
        return Outcome.error(
                Outcomes.RESET,
                "Listener " + listener.name() + " has no certificate that can be used.",
                "See the conditions of the listener: the Secrets of its certificateRefs.");
    }

    private static Outcome misdirected(TlsListener sni, HttpListener listener) {
        return Outcome.error(
                "421",
                "The server name of the TLS handshake belongs to listener " + sni.name() + ", the host to listener "
                        + listener.name() + ".",
                "See what is wrong with the listener that should take both.");
    }

    private static Outcome noListener(Question question, PortBinding binding, String answer) {
        return Outcome.error(
                answer,
                "No listener of this port has a hostname that " + question.host() + " falls under.",
                "Give a listener on port " + binding.listenerPort() + " of Gateway " + binding.gateway()
                        + " the hostname " + question.host() + " or a wildcard for it.");
    }
}

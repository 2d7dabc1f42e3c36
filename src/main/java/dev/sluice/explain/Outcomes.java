package dev.sluice.explain;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.StreamRule;
import dev.sluice.routing.TableDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is done with a request for which a rule is chosen. */
final class Outcomes {
    /** What happens to a connection that has nowhere to go. */
    static final String RESET = "connection reset";

    private static final int ENDPOINTS_SHOWN = 5;

    private final RuleId id;
    private final Function<EndpointKey, Collection<Endpoint>> endpoints;
    private final List<String> details = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();
    private boolean someForward;
    private boolean someUnready;

    private Outcomes(RuleId id, Function<EndpointKey, Collection<Endpoint>> endpoints) {
        this.id = id;
        this.endpoints = endpoints;
    }

    static Outcome of(Candidate chosen, Question question, Function<EndpointKey, Collection<Endpoint>> endpoints) {
        RouteRule rule = chosen.rule();
        return new Outcomes(rule.id(), endpoints).outcome(rule, question);
    }

    /** Of a connection that is carried as it is. */
    static Outcome of(StreamRule rule, Function<EndpointKey, Collection<Endpoint>> endpoints) {
        Outcome outcome = new Outcomes(rule.id(), endpoints).backends(rule.backends());
        return outcome.remedy().isEmpty() ? outcome : Outcome.error(RESET, outcome.cause(), outcome.remedy());
    }

    private Outcome outcome(RouteRule rule, Question question) {
        filters("filter", rule.filters());
        for (HttpFilter filter : rule.filters()) {
            if (filter instanceof HttpFilter.Cors(CorsPolicy policy) && CorsPolicy.isPreflight(question)) {
                return policy.allowedOrigin(question) == null
                        ? new Outcome(
                                "403",
                                "The rule's CORS filter does not allow this origin.",
                                "Add the origin to allowOrigins of " + route() + ".",
                                details)
                        : new Outcome("204", "The rule's CORS filter answers the preflight.", "", details);
            }
        }
        for (HttpFilter filter : rule.filters()) {
            if (filter instanceof HttpFilter.Unresolved(String reason)) {
                return new Outcome(
                        "500",
                        "A filter of the rule cannot be carried out: " + reason,
                        "Mend " + route() + ".",
                        details);
            }
        }
        Outcome unanswered = Authorizations.unanswered(rule.filters(), endpoints, details);
        if (unanswered != null) {
            return unanswered;
        }
        for (HttpFilter filter : rule.filters()) {
            if (filter instanceof HttpFilter.Redirect redirect) {
                return new Outcome(
                        Integer.toString(redirect.statusCode()), "The rule answers with a redirect.", "", details);
            }
        }
        return backends(rule.backends());
    }

    private Outcome backends(Backends backends) {
        long total = backends.totalWeight();
        if (total == 0) {
            return new Outcome(
                    "500", "The rule has no backend with a weight.", "Give " + route() + " a backendRef.", details);
        }
        for (Backends.Weighted weighted : backends.weighted()) {
            backend(weighted, total);
        }
        if (failures.isEmpty()) {
            return new Outcome("forwarded", "The rule's backends have ready endpoints.", "", details);
        }
        String answer = someForward ? "forwarded, in part answered with an error" : someUnready ? "503" : "500";
        return new Outcome(answer, String.join(" ", failures), String.join(" ", remedies), details);
    }

    private void backend(Backends.Weighted weighted, long total) {
        for (HttpFilter filter : weighted.filters()) {
            if (filter instanceof HttpFilter.Unresolved(String reason) && weighted.weight() > 0) {
                failures.add("A filter of a backendRef cannot be carried out: " + reason);
                remedies.add("Mend the backendRefs of " + route() + ".");
            }
        }
        if (weighted.weight() > 0) {
            Outcome unanswered = Authorizations.unanswered(weighted.filters(), endpoints, details);
            if (unanswered != null) {
                someUnready = true;
                failures.add(unanswered.cause());
                remedies.add(unanswered.remedy());
            }
        }
        String share = total == weighted.weight()
                ? ""
                : String.format(Locale.ROOT, " (%.4g %% of the requests)", 100.0 * weighted.weight() / total);
        switch (weighted.backend()) {
            case Backend.Service service -> {
                EndpointKey key = service.endpoints();
                Collection<Endpoint> ready = endpoints.apply(key);
                details.add("backend " + key + share + ", " + service.protocol()
                        + (service.tls() == null ? "" : ", TLS") + ": " + describe(ready));
                if (weighted.weight() > 0 && ready.isEmpty()) {
                    someUnready = true;
                    failures.add((key.isHost() ? "Host " : "Service ") + key + " has no ready endpoint" + share + ".");
                    remedies.add(
                            key.isHost()
                                    ? "Ask the DNS of the proxy's pods for " + key.service()
                                            + "; addresses of loopback and link are not used."
                                    : "See kubectl get endpointslices -n " + key.namespace()
                                            + " -l kubernetes.io/service-name=" + key.service()
                                            + ": the Service's selector, its pods' readiness and the port's name.");
                }
                someForward |= weighted.weight() > 0 && !ready.isEmpty();
            }
            case Backend.Invalid(String reason) -> {
                details.add("backend that does not resolve" + share + ": " + reason);
                if (weighted.weight() > 0) {
                    failures.add("A backendRef does not resolve" + share + ": " + reason);
                    remedies.add("Mend the backendRefs of " + route() + ".");
                }
            }
        }
        filters("  filter of this backend", weighted.filters());
    }

    /** Which endpoints are ready, in words. */
    static String describe(Collection<Endpoint> ready) {
        if (ready.isEmpty()) {
            return "no endpoint is ready";
        }
        StringBuilder text = new StringBuilder();
        text.append(ready.size()).append(ready.size() == 1 ? " endpoint is ready: " : " endpoints are ready: ");
        ready.stream()
                .limit(ENDPOINTS_SHOWN)
                .forEach(endpoint -> text.append(endpoint).append(' '));
        return text.toString().strip() + (ready.size() > ENDPOINTS_SHOWN ? " ..." : "");
    }

    private void filters(String label, List<HttpFilter> filters) {
        for (Object filter : TableDocument.filtersWithoutCredentials(filters)) {
            if (filter instanceof Map<?, ?> map) {
                map.forEach((name, value) -> details.add(label + " " + name + ": " + value));
            }
        }
    }

    private String route() {
        return id.kind() + " " + id.namespace() + "/" + id.route() + ", rule "
                + (id.name().isEmpty() ? id.index() : id.name());
    }
}

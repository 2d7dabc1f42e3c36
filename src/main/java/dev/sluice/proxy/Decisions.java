package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import dev.sluice.proxy.ProxyError.Internal;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** From a selection to what becomes of the request: filters of the rule, the draw of a backend, filters of the backend. */
final class Decisions {
    private final RequestHead head;
    private final String scheme;
    private final int listenerPort;
    private List<HeaderChanges> requestChanges = List.of();
    private List<HeaderChanges> responseChanges = List.of();
    private List<Backend.Service> mirrors = List.of();
    private List<ExternalAuth> guards = List.of();
    private @Nullable CorsGrant cors;
    private boolean preflight;
    private String authority;
    private String path;

    private Decisions(RequestHead head, String scheme, int listenerPort) {
        this.head = head;
        this.scheme = scheme;
        this.listenerPort = listenerPort;
        this.authority = head.authority();
        this.path = head.path();
    }

    /**
     * Decides.
     *
     * @param scheme the scheme that the client used
     * @param listenerPort the port in the listener's spec
     */
    static Decision decide(
            Selection selection, RequestHead head, String scheme, int listenerPort, RandomGenerator random) {
        return switch (selection) {
            case Candidate candidate -> {
                RouteRule rule = candidate.rule();
                Backends.Weighted drawn = draw(rule.backends(), random);
                // Most have no filters.
                yield drawn != null
                                && drawn.backend() instanceof Backend.Service service
                                && drawn.filters().isEmpty()
                                && rule.filters().isEmpty()
                        ? new Decision.Forward(
                                rule,
                                service,
                                head.authority(),
                                target(head.path(), head),
                                List.of(),
                                List.of(),
                                ResponseChanges.NONE)
                        : new Decisions(head, scheme, listenerPort).guarded(candidate, drawn, random);
            }
            case Selection.Filtered(HttpListener listener) -> admit(listener);
            case Selection.Miss miss ->
                new Decision.Refuse(
                        null,
                        switch (miss) {
                            case NO_LISTENER, NO_ROUTE -> Downstream.NO_ROUTE;
                            case MISDIRECTED -> Downstream.MISDIRECTED;
                        },
                        ResponseChanges.NONE);
        };
    }

    private static Decision admit(HttpListener listener) {
        List<ExternalAuth> by = new ArrayList<>();
        for (HttpFilter filter : listener.filters()) {
            if (!(filter instanceof HttpFilter.Authorization(ExternalAuth auth))) {
                return new Decision.Refuse(null, Internal.INVALID_FILTER, ResponseChanges.NONE);
            }
            by.add(auth);
        }
        return new Decision.Admit(by, listener);
    }

    private static Backends.@Nullable Weighted draw(Backends backends, RandomGenerator random) {
        long total = backends.totalWeight();
        return total == 0 ? null : backends.pick(backends.weighted().size() == 1 ? 0 : random.nextLong(total));
    }

    private static String target(String path, RequestHead head) {
        return head.query().isEmpty() ? path : path + head.query();
    }

    private Decision guarded(Candidate candidate, Backends.@Nullable Weighted drawn, RandomGenerator random) {
        Decision decision = decide(candidate, drawn, random);
        // A browser sends no credentials with a preflight.
        return guards.isEmpty() || decision instanceof Decision.Preflight
                ? decision
                : new Decision.Guarded(guards, decision);
    }

    private Decision decide(Candidate candidate, Backends.@Nullable Weighted drawn, RandomGenerator random) {
        RouteRule rule = candidate.rule();
        PathMatch match = candidate.match().path();
        Decision answer = apply(rule, rule.filters(), match, random);
        if (answer != null) {
            return answer;
        }
        if (drawn == null) {
            return refuse(rule, Internal.INVALID_BACKEND);
        }
        answer = apply(rule, drawn.filters(), match, random);
        if (answer != null) {
            return answer;
        }
        return switch (drawn.backend()) {
            case Backend.Service service ->
                new Decision.Forward(rule, service, authority, target(path, head), requestChanges, mirrors, changes());
            case Backend.Invalid _ -> refuse(rule, Internal.INVALID_BACKEND);
        };
    }

    /** Applies filters in order; returns a decision if one of them answers the request. */
    private @Nullable Decision apply(
            RouteRule rule, List<HttpFilter> filters, PathMatch match, RandomGenerator random) {
        HttpFilter.Redirect redirect = null;
        for (int i = 0; i < filters.size(); i++) {
            switch (filters.get(i)) {
                case HttpFilter.RequestHeaders(HeaderChanges changes) -> requestChanges = with(requestChanges, changes);
                case HttpFilter.ResponseHeaders(HeaderChanges changes) ->
                    responseChanges = with(responseChanges, changes);
                case HttpFilter.UrlRewrite(var hostname, var rewrite) -> {
                    authority = hostname == null ? authority : hostname;
                    path = rewrite == null ? path : PathRewriting.apply(rewrite, match, head.path());
                }
                case HttpFilter.Redirect found -> redirect = found;
                case HttpFilter.Cors(CorsPolicy policy) -> {
                    cors = CorsGrant.of(policy, head);
                    preflight |= CorsPolicy.isPreflight(head);
                }
                case HttpFilter.Mirror(Backend.Service mirror, int numerator, int denominator) -> {
                    if (numerator >= denominator || random.nextInt(denominator) < numerator) {
                        mirrors = with(mirrors, mirror);
                    }
                }
                case HttpFilter.Authorization(ExternalAuth auth) -> guards = with(guards, auth);
                case HttpFilter.Unresolved _ -> {
                    return refuse(rule, Internal.INVALID_FILTER);
                }
            }
        }
        if (preflight && cors != null) {
            return new Decision.Preflight(rule, cors, changes());
        }
        return redirect == null
                ? null
                : new Decision.Redirect(
                        rule,
                        redirect.statusCode(),
                        Redirects.location(redirect, match, head, scheme, listenerPort),
                        changes());
    }

    private static <T> List<T> with(List<T> before, T next) {
        if (before.isEmpty()) {
            return List.of(next);
        }
        List<T> all = new ArrayList<>(before);
        all.add(next);
        return all;
    }

    private ResponseChanges changes() {
        return cors == null && responseChanges.isEmpty()
                ? ResponseChanges.NONE
                : new ResponseChanges(cors, responseChanges);
    }

    private Decision refuse(RouteRule rule, ProxyError error) {
        return new Decision.Refuse(rule, error, changes());
    }
}

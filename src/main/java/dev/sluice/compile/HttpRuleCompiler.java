package dev.sluice.compile;

import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SessionPersistence;
import dev.sluice.routing.Timeouts;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compiles one rule of an HTTPRoute. */
final class HttpRuleCompiler implements RouteCompiler.RuleCompiler<HTTPRouteRule> {
    private final BackendRefs backendRefs;

    HttpRuleCompiler(BackendRefs backendRefs) {
        this.backendRefs = backendRefs;
    }

    /** The rules of a route; the API server's default is one that matches everything. */
    static List<HTTPRouteRule> rulesOf(HTTPRoute route) {
        List<HTTPRouteRule> rules =
                route.getSpec() == null ? null : route.getSpec().getRules();
        return rules == null || rules.isEmpty() ? List.of(new HTTPRouteRule()) : rules;
    }

    @Override
    public CompiledRule compile(HTTPRouteRule rule, RuleId id) {
        List<Problem> invalid = new ArrayList<>();
        return compile(rule, matches(rule, "rules[" + id.index() + "]", invalid), id, invalid);
    }

    /**
     * Compiles a rule whose matches are compiled already.
     *
     * @param invalid what is wrong with the matches; takes what else is wrong
     */
    CompiledRule compile(HTTPRouteRule rule, List<HttpMatch> matches, RuleId id, List<Problem> invalid) {
        String field = "rules[" + id.index() + "]";
        List<Problem> unresolved = new ArrayList<>();
        FilterCompiler filterCompiler = new FilterCompiler(backendRefs, id, allPrefixes(matches), invalid, unresolved);
        List<HttpFilter> filters = filterCompiler.compile(rule.getFilters(), field + ".filters");
        Backends backends = backends(rule, id, field, filterCompiler, unresolved);
        Timeouts timeouts = RouteTimeouts.compile(rule.getTimeouts(), field + ".timeouts", invalid);
        RetryPolicy retry = RetryPolicies.compile(rule.getRetry(), field + ".retry", invalid);
        SessionPersistence session = SessionPersistences.compile(
                rule.getSessionPersistence(), id.toString(), field + ".sessionPersistence", invalid);
        RouteRule compiled = invalid.isEmpty()
                ? new RouteRule(id, filters, backends, timeouts, retry, session)
                : new RouteRule(
                        id,
                        List.of(new HttpFilter.Unresolved(invalid.getFirst().message())),
                        Backends.NONE,
                        Timeouts.NONE);
        List<Candidate> candidates = new ArrayList<>(matches.size());
        for (HttpMatch match : matches) {
            candidates.add(new Candidate(match, compiled));
        }
        return new CompiledRule(candidates, invalid, unresolved);
    }

    private static List<HttpMatch> matches(HTTPRouteRule rule, String field, List<Problem> invalid) {
        List<HTTPRouteMatch> matches = rule.getMatches();
        if (matches == null || matches.isEmpty()) {
            return List.of(MatchCompiler.EVERYTHING);
        }
        MatchCompiler compiler = new MatchCompiler(invalid);
        List<HttpMatch> compiled = new ArrayList<>(matches.size());
        for (int i = 0; i < matches.size(); i++) {
            HttpMatch match = compiler.compile(matches.get(i), field + ".matches[" + i + "]");
            if (match != null) {
                compiled.add(match);
            }
        }
        return compiled;
    }

    private static boolean allPrefixes(List<HttpMatch> matches) {
        for (HttpMatch match : matches) {
            if (!(match.path() instanceof PathMatch.Prefix)) {
                return false;
            }
        }
        return true;
    }

    private Backends backends(
            HTTPRouteRule rule, RuleId id, String field, FilterCompiler filterCompiler, List<Problem> unresolved) {
        List<HTTPBackendRef> references = rule.getBackendRefs();
        if (references == null || references.isEmpty()) {
            return Backends.NONE;
        }
        List<Backends.Weighted> weighted = new ArrayList<>(references.size());
        for (int i = 0; i < references.size(); i++) {
            HTTPBackendRef reference = references.get(i);
            String at = field + ".backendRefs[" + i + "]";
            weighted.add(new Backends.Weighted(
                    Objects.requireNonNullElse(reference.getWeight(), 1),
                    backendRefs.resolve(reference, id, at, unresolved),
                    filterCompiler.compile(reference.getFilters(), at + ".filters")));
        }
        return new Backends(weighted);
    }
}

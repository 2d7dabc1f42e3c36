package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compiles an HTTPRoute, apart from its attachment to parents. */
final class HttpRouteCompiler {
    private final HttpRuleCompiler ruleCompiler;

    HttpRouteCompiler(BackendRefs backendRefs) {
        this.ruleCompiler = new HttpRuleCompiler(backendRefs);
    }

    CompiledRoute compile(HTTPRoute route) {
        List<Problem> invalid = new ArrayList<>();
        List<HostnamePattern> hostnames = hostnames(route, invalid);
        List<CompiledRule> rules = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        List<HTTPRouteRule> specified = rulesOf(route);
        for (int i = 0; i < specified.size(); i++) {
            HTTPRouteRule rule = specified.get(i);
            RuleId id = new RuleId(
                    "HTTPRoute",
                    route.getMetadata().getNamespace(),
                    route.getMetadata().getName(),
                    i,
                    nameOf(specified, i));
            CompiledRule compiled = ruleCompiler.compile(rule, id);
            rules.add(compiled);
            unresolved.addAll(compiled.unresolved());
            if (!compiled.invalid().isEmpty()) {
                invalid.addAll(compiled.invalid());
                dropped.add((id.name().isEmpty() ? "rules[" + i + "]" : id.name()) + " ("
                        + compiled.invalid().getFirst().message() + ")");
            }
        }
        boolean noneValid = !invalid.isEmpty() && (hostnames.isEmpty() || dropped.size() == specified.size());
        return new CompiledRoute(
                route,
                hostnames,
                rules,
                noneValid ? Problem.summary(invalid) : null,
                noneValid || dropped.isEmpty()
                        ? null
                        : "Dropped Rule " + Problem.join(", ", dropped) + "; requests that match are answered with 500",
                unresolved);
    }

    /** The name of a rule; empty if it could be taken for another rule's name or index. */
    private static String nameOf(List<HTTPRouteRule> rules, int index) {
        String name = rules.get(index).getName();
        if (name == null || name.chars().allMatch(Character::isDigit)) {
            return "";
        }
        for (int i = 0; i < index; i++) {
            if (name.equals(rules.get(i).getName())) {
                return "";
            }
        }
        return name;
    }

    private static List<HTTPRouteRule> rulesOf(HTTPRoute route) {
        List<HTTPRouteRule> rules =
                route.getSpec() == null ? null : route.getSpec().getRules();
        // The API server's default is one rule that matches everything.
        return rules == null || rules.isEmpty() ? List.of(new HTTPRouteRule()) : rules;
    }

    /** The hostnames; none if one of them is invalid, for a route must not serve other hosts than it says. */
    private static List<HostnamePattern> hostnames(HTTPRoute route, List<Problem> invalid) {
        List<String> specified =
                route.getSpec() == null ? null : route.getSpec().getHostnames();
        if (specified == null || specified.isEmpty()) {
            return List.of(HostnamePattern.ANY);
        }
        Set<HostnamePattern> hostnames = new LinkedHashSet<>();
        for (int i = 0; i < specified.size(); i++) {
            HostnamePattern hostname = Hostnames.parse(specified.get(i));
            if (hostname == null || hostname.isAny()) {
                invalid.add(new Problem(
                        Reason.UNSUPPORTED_VALUE, Hostnames.complaint("hostnames[" + i + "]", specified.get(i))));
            } else {
                hostnames.add(hostname);
            }
        }
        return invalid.isEmpty() ? List.copyOf(hostnames) : List.of();
    }
}

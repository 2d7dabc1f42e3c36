package dev.sluice.compile;

import dev.sluice.resources.RouteResource;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compiles routes that carry HTTP requests, apart from their attachment to parents.
 *
 * @param <R> a rule of the kind of route
 */
final class RouteCompiler<R> {
    /** Compiles one rule. */
    interface RuleCompiler<R> {
        CompiledRule compile(R rule, RuleId id);
    }

    private final RuleCompiler<R> ruleCompiler;
    private final Function<R, @Nullable String> name;

    RouteCompiler(RuleCompiler<R> ruleCompiler, Function<R, @Nullable String> name) {
        this.ruleCompiler = ruleCompiler;
        this.name = name;
    }

    CompiledRoute compile(RouteResource route, List<R> specified) {
        List<Problem> invalid = new ArrayList<>();
        List<HostnamePattern> hostnames = hostnames(route, invalid);
        List<CompiledRule> rules = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < specified.size(); i++) {
            RuleId id = new RuleId(route.kind(), route.namespace(), route.name(), i, nameOf(specified, i));
            CompiledRule compiled = ruleCompiler.compile(specified.get(i), id);
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
                null,
                noneValid ? Problem.summary(invalid) : null,
                noneValid || dropped.isEmpty()
                        ? null
                        : "Dropped Rule " + Problem.join(", ", dropped) + "; requests that match are answered with 500",
                unresolved);
    }

    /** The name of a rule; empty if it could be taken for another rule's name or index. */
    private String nameOf(List<R> rules, int index) {
        String own = name.apply(rules.get(index));
        if (own == null || own.chars().allMatch(Character::isDigit)) {
            return "";
        }
        for (int i = 0; i < index; i++) {
            if (own.equals(name.apply(rules.get(i)))) {
                return "";
            }
        }
        return own;
    }

    /** The hostnames; none if one of them is invalid, for a route must not serve other hosts than it says. */
    static List<HostnamePattern> hostnames(RouteResource route, List<Problem> invalid) {
        List<String> specified = route.hostnames();
        if (specified.isEmpty()) {
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

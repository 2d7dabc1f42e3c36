package dev.sluice.compile;

import dev.sluice.resources.RouteResource;
import dev.sluice.routing.Backends;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.StreamRule;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRouteRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles TCPRoutes, TLSRoutes and UDPRoutes, apart from their attachment to parents. */
final class StreamRouteCompiler {
    /** A rule of any of these kinds. */
    private record Rule(@Nullable String name, @Nullable List<BackendRef> backendRefs) {}

    private final BackendRefs backendRefs;

    StreamRouteCompiler(BackendRefs backendRefs) {
        this.backendRefs = backendRefs;
    }

    CompiledRoute compile(RouteResource route) {
        List<Problem> invalid = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        List<HostnamePattern> hostnames = RouteCompiler.hostnames(route, invalid);
        List<Rule> rules = rulesOf(route.object());
        StreamRule rule = null;
        if (rules.isEmpty()) {
            invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, "rules: there must be one"));
        } else {
            String name = Objects.requireNonNullElse(rules.getFirst().name(), "");
            RuleId id = new RuleId(route.kind(), route.namespace(), route.name(), 0, name);
            rule = new StreamRule(id, backends(rules.getFirst().backendRefs(), id, unresolved));
        }
        return new CompiledRoute(
                route,
                hostnames,
                List.of(),
                rule,
                invalid.isEmpty() ? null : Problem.summary(invalid),
                // The alpha versions have room for more, but nothing that would tell them apart.
                rules.size() > 1
                        ? "Dropped Rule rules[1] and what follows (rules: only the first can be carried out, because"
                                + " nothing tells the connections of the others from its own)"
                        : null,
                unresolved);
    }

    private Backends backends(@Nullable List<BackendRef> references, RuleId id, List<Problem> unresolved) {
        if (references == null) {
            return Backends.NONE;
        }
        List<Backends.Weighted> weighted = new ArrayList<>(references.size());
        for (int i = 0; i < references.size(); i++) {
            BackendRef reference = references.get(i);
            HTTPBackendRef same = new HTTPBackendRef(
                    List.of(),
                    reference.getGroup(),
                    reference.getKind(),
                    reference.getName(),
                    reference.getNamespace(),
                    reference.getPort(),
                    reference.getWeight());
            weighted.add(new Backends.Weighted(
                    Objects.requireNonNullElse(reference.getWeight(), 1),
                    backendRefs.resolve(same, id, "rules[0].backendRefs[" + i + "]", unresolved),
                    List.of()));
        }
        return new Backends(weighted);
    }

    private static List<Rule> rulesOf(HasMetadata route) {
        List<Rule> rules = new ArrayList<>();
        switch (route) {
            case TCPRoute tcp -> {
                for (TCPRouteRule rule :
                        orEmpty(tcp.getSpec() == null ? null : tcp.getSpec().getRules())) {
                    rules.add(new Rule(rule.getName(), rule.getBackendRefs()));
                }
            }
            case TLSRoute tls -> {
                for (TLSRouteRule rule :
                        orEmpty(tls.getSpec() == null ? null : tls.getSpec().getRules())) {
                    rules.add(new Rule(rule.getName(), rule.getBackendRefs()));
                }
            }
            case UDPRoute udp -> {
                for (UDPRouteRule rule :
                        orEmpty(udp.getSpec() == null ? null : udp.getSpec().getRules())) {
                    rules.add(new Rule(rule.getName(), rule.getBackendRefs()));
                }
            }
            default -> throw new IllegalArgumentException(route.getKind());
        }
        return rules;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

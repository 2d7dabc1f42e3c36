package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Condition;
import dev.sluice.status.RouteStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says of a route with a rule that can never be chosen, because a rule of an older route or an earlier one of its own
 * always is, which one that is. Costs nothing for routes without such a rule.
 */
final class OverlappingRoutes {
    /** How many candidates of a rule are never chosen behind one listener, and a rule that is in their place. */
    private record Lost(int candidates, RuleId winner) {
        Lost plus(Lost other) {
            return new Lost(candidates + other.candidates, winner);
        }
    }

    private final HostRoutesMemo memo;
    private final Map<ResourceKey, Map<ListenerId, Map<RuleId, Lost>>> lost = new HashMap<>();

    private OverlappingRoutes(HostRoutesMemo memo) {
        this.memo = memo;
        memo.forEachShadow((listener, shadow) -> {
            RuleId loser = shadow.loser().rule().id();
            lost.computeIfAbsent(new ResourceKey(loser.kind(), loser.namespace(), loser.route()), _ -> new HashMap<>())
                    .computeIfAbsent(listener, _ -> new HashMap<>())
                    .merge(loser, new Lost(1, shadow.winner().rule().id()), Lost::plus);
        });
    }

    /** Adds to the statuses of routes, once everything that is served has been asked of the memo. */
    static void tell(
            Map<ResourceKey, Generated<RouteStatus>> statuses, RouteAttachment attachment, HostRoutesMemo memo) {
        OverlappingRoutes overlapping = new OverlappingRoutes(memo);
        for (ResourceKey route : overlapping.lost.keySet()) {
            RouteAttachment.Attached attached = attachment.attached(route);
            if (attached != null) {
                statuses.computeIfPresent(
                        route,
                        (_, status) -> new Generated<>(
                                status.generation(), overlapping.told(route, status.status(), attached)));
            }
        }
    }

    private RouteStatus told(ResourceKey route, RouteStatus status, RouteAttachment.Attached attached) {
        List<RouteStatus.Parent> parents = new ArrayList<>();
        for (int i = 0; i < status.parents().size(); i++) {
            RouteStatus.Parent parent = status.parents().get(i);
            List<String> never =
                    neverChosen(route, attached.route(), attached.listeners().get(i));
            parents.add(
                    never.isEmpty()
                            ? parent
                            : new RouteStatus.Parent(parent.parentRef(), withRemark(parent.conditions(), never)));
        }
        return new RouteStatus(parents);
    }

    private List<String> neverChosen(ResourceKey key, CompiledRoute route, List<CompiledListener> listeners) {
        List<String> never = new ArrayList<>();
        for (CompiledRule rule : route.rules()) {
            int served = 0;
            Lost inAll = null;
            for (CompiledListener listener : listeners) {
                for (HostnamePattern hostname : route.hostnames()) {
                    if (memo.serves(listener.id(), hostname)) {
                        served += rule.candidates().size();
                    }
                }
                Lost here = rule.candidates().isEmpty()
                        ? null
                        : lost.getOrDefault(key, Map.of())
                                .getOrDefault(listener.id(), Map.of())
                                .get(rule.candidates().getFirst().rule().id());
                inAll = here == null ? inAll : inAll == null ? here : inAll.plus(here);
            }
            if (inAll != null && inAll.candidates() == served) {
                never.add(describe(rule.candidates().getFirst().rule().id(), inAll.winner(), key));
            }
        }
        return never;
    }

    private static String describe(RuleId loser, RuleId winner, ResourceKey route) {
        boolean own = new ResourceKey(winner.kind(), winner.namespace(), winner.route()).equals(route);
        return place(loser) + " never gets a request, for "
                + place(winner)
                + (own ? "" : " of the " + winner.kind() + " " + winner.namespace() + "/" + winner.route())
                + " comes first and matches the same";
    }

    private static String place(RuleId rule) {
        return rule.name().isEmpty() ? "rules[" + rule.index() + "]" : "the rule " + rule.name();
    }

    /** Adds to what is said of a parent that accepts the route. */
    static List<Condition> withRemark(List<Condition> conditions, List<String> remarks) {
        List<Condition> remarked = new ArrayList<>();
        for (Condition condition : conditions) {
            remarked.add(
                    condition.type().equals(Condition.ACCEPTED) && condition.isTrue()
                            ? Condition.yes(
                                    condition.type(),
                                    condition.reason(),
                                    condition.message() + "; " + Problem.join("; ", remarks))
                            : condition);
        }
        return remarked;
    }
}

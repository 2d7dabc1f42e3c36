package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.RouteStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of a TCPRoute, UDPRoute or TLSRoute that gets nothing, because an older one does, which one that is. */
final class OverlappingStreams {
    private OverlappingStreams() {}

    /** Adds to the statuses of routes, once all are attached. */
    static void tell(Map<ResourceKey, Generated<RouteStatus>> statuses, RouteAttachment attachment) {
        statuses.replaceAll((key, status) -> {
            RouteAttachment.Attached attached = attachment.attached(key);
            return attached == null || attached.route().stream() == null
                    ? status
                    : new Generated<>(status.generation(), told(status.status(), attached));
        });
    }

    private static RouteStatus told(RouteStatus status, RouteAttachment.Attached attached) {
        List<RouteStatus.Parent> parents = new ArrayList<>();
        for (int i = 0; i < status.parents().size(); i++) {
            RouteStatus.Parent parent = status.parents().get(i);
            String winners = winners(attached.route(), attached.listeners().get(i));
            parents.add(
                    winners.isEmpty()
                            ? parent
                            : new RouteStatus.Parent(
                                    parent.parentRef(),
                                    OverlappingRoutes.withRemark(
                                            parent.conditions(),
                                            List.of("it gets no connection, for the older " + winners + " does"))));
        }
        return new RouteStatus(parents);
    }

    /** Who serves in the place of a route; empty if the route serves anything. */
    private static String winners(CompiledRoute route, List<CompiledListener> listeners) {
        Set<String> winners = new LinkedHashSet<>();
        for (CompiledListener listener : listeners) {
            CompiledRoute winner = winner(route, listener);
            if (winner == null) {
                return "";
            }
            winners.add(winner.route().kind() + " " + winner.route().namespace() + "/"
                    + winner.route().name());
        }
        return String.join(" and the ", winners);
    }

    private static @Nullable CompiledRoute winner(CompiledRoute route, CompiledListener listener) {
        CompiledRoute winner = null;
        for (HostnamePattern hostname : route.hostnames()) {
            if (hostname.intersects(listener.hostname())) {
                winner = first(listener, hostname);
                if (winner == null || winner == route) {
                    return null;
                }
            }
        }
        return winner;
    }

    private static @Nullable CompiledRoute first(CompiledListener listener, HostnamePattern hostname) {
        for (CompiledRoute other : listener.routes().all()) {
            if (other.stream() != null && other.hostnames().contains(hostname)) {
                return other;
            }
        }
        return null;
    }
}

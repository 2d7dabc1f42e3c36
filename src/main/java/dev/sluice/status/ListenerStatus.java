package dev.sluice.status;

import java.util.List;

/**
 * The desired status of one listener.
 *
 * @param name the section name
 * @param attachedRoutes routes accepted by this listener, whatever its own conditions
 */
public record ListenerStatus(
        String name, List<RouteGroupKind> supportedKinds, int attachedRoutes, List<Condition> conditions) {
    public ListenerStatus {
        supportedKinds = List.copyOf(supportedKinds);
        conditions = List.copyOf(conditions);
    }

    /** A kind of route by group and kind. */
    public record RouteGroupKind(String group, String kind) {}
}

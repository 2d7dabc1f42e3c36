package dev.sluice.compile;

import dev.sluice.resources.XBackend;
import dev.sluice.status.ListenerStatus.RouteGroupKind;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.AllowedRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of routes that a listener supports (Gateway API, {@code AllowedRoutes.kinds}).
 *
 * @param supported those asked for that fit the protocol; all that fit it if none is asked for
 * @param problem if one is asked for that does not fit
 */
record RouteKinds(List<RouteGroupKind> supported, @Nullable Problem problem) {
    /** Every kind of route. */
    static final List<String> ALL = List.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");

    static final String GROUP = "gateway.networking.k8s.io";
    static final RouteGroupKind HTTP_ROUTE = new RouteGroupKind(GROUP, "HTTPRoute");
    static final RouteGroupKind GRPC_ROUTE = new RouteGroupKind(GROUP, "GRPCRoute");
    static final RouteGroupKind TLS_ROUTE = new RouteGroupKind(GROUP, "TLSRoute");
    static final RouteGroupKind TCP_ROUTE = new RouteGroupKind(GROUP, "TCPRoute");
    static final RouteGroupKind UDP_ROUTE = new RouteGroupKind(GROUP, "UDPRoute");

    static RouteKinds of(@Nullable ListenerProtocol protocol, @Nullable AllowedRoutes allowed) {
        List<RouteGroupKind> fitting = protocol == null
                ? List.of()
                : switch (protocol) {
                    case HTTP, HTTPS -> List.of(HTTP_ROUTE, GRPC_ROUTE);
                    case TLS -> List.of(TLS_ROUTE);
                    case TCP -> List.of(TCP_ROUTE);
                    case UDP -> List.of(UDP_ROUTE);
                };
        if (protocol == null
                || allowed == null
                || allowed.getKinds() == null
                || allowed.getKinds().isEmpty()) {
            return new RouteKinds(fitting, null);
        }
        List<RouteGroupKind> supported = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (var asked : allowed.getKinds()) {
            RouteGroupKind kind =
                    new RouteGroupKind(Objects.requireNonNullElse(asked.getGroup(), GROUP), asked.getKind());
            if (!fitting.contains(kind)) {
                refused.add(kind.kind() + " (group \"" + kind.group() + "\")");
            } else if (!supported.contains(kind)) {
                supported.add(kind);
            }
        }
        return new RouteKinds(
                supported,
                refused.isEmpty()
                        ? null
                        : new Problem(
                                Reason.INVALID_ROUTE_KINDS,
                                "allowedRoutes.kinds: " + String.join(", ", refused)
                                        + " cannot attach to a listener of protocol " + protocol
                                        + "; supported are "
                                        + Problem.join(
                                                " and ",
                                                fitting.stream()
                                                        .map(RouteGroupKind::kind)
                                                        .toList())));
    }

    /** Several objects of a kind, in words. */
    static String plural(String kind) {
        return kind.endsWith("cy") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    }

    /** The group of a kind of the Gateway API; the names of those that are tried out begin with an X. */
    static String groupOf(String kind) {
        return kind.startsWith("X") ? XBackend.GROUP : GROUP;
    }
}

package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRouteStatus;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of routes have in common.
 *
 * @param object the route itself
 * @param hostnames empty if it names none
 * @param parentRefs empty if it has none
 * @param parents what its status says of each parent, whoever wrote it
 */
public record RouteResource(
        HasMetadata object, List<String> hostnames, List<ParentReference> parentRefs, List<RouteParentStatus> parents) {

    /** The route that an object is, or null if it is of no kind of route. */
    public static @Nullable RouteResource of(HasMetadata object) {
        return switch (object) {
            case HTTPRoute route ->
                of(
                        route,
                        route.getSpec(),
                        HTTPRouteSpec::getHostnames,
                        HTTPRouteSpec::getParentRefs,
                        route.getStatus(),
                        HTTPRouteStatus::getParents);
            case GRPCRoute route ->
                of(
                        route,
                        route.getSpec(),
                        GRPCRouteSpec::getHostnames,
                        GRPCRouteSpec::getParentRefs,
                        route.getStatus(),
                        GRPCRouteStatus::getParents);
            case TLSRoute route ->
                of(
                        route,
                        route.getSpec(),
                        TLSRouteSpec::getHostnames,
                        TLSRouteSpec::getParentRefs,
                        route.getStatus(),
                        TLSRouteStatus::getParents);
            case TCPRoute route ->
                of(
                        route,
                        route.getSpec(),
                        _ -> null,
                        TCPRouteSpec::getParentRefs,
                        route.getStatus(),
                        TCPRouteStatus::getParents);
            case UDPRoute route ->
                of(
                        route,
                        route.getSpec(),
                        _ -> null,
                        UDPRouteSpec::getParentRefs,
                        route.getStatus(),
                        UDPRouteStatus::getParents);
            default -> null;
        };
    }

    private static <S, T> RouteResource of(
            HasMetadata object,
            @Nullable S spec,
            Function<S, @Nullable List<String>> hostnames,
            Function<S, @Nullable List<ParentReference>> parentRefs,
            @Nullable T status,
            Function<T, @Nullable List<RouteParentStatus>> parents) {
        return new RouteResource(
                object,
                spec == null ? List.of() : orEmpty(hostnames.apply(spec)),
                spec == null ? List.of() : orEmpty(parentRefs.apply(spec)),
                status == null ? List.of() : orEmpty(parents.apply(status)));
    }

    public String kind() {
        return object.getKind();
    }

    public String namespace() {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
    }

    public String name() {
        return object.getMetadata().getName();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}

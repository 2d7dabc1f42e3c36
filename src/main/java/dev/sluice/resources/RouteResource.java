package dev.sluice.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import java.util.List;
import java.util.Objects;
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
                new RouteResource(
                        route,
                        route.getSpec() == null
                                ? List.of()
                                : orEmpty(route.getSpec().getHostnames()),
                        route.getSpec() == null
                                ? List.of()
                                : orEmpty(route.getSpec().getParentRefs()),
                        route.getStatus() == null
                                ? List.of()
                                : orEmpty(route.getStatus().getParents()));
            case GRPCRoute route ->
                new RouteResource(
                        route,
                        route.getSpec() == null
                                ? List.of()
                                : orEmpty(route.getSpec().getHostnames()),
                        route.getSpec() == null
                                ? List.of()
                                : orEmpty(route.getSpec().getParentRefs()),
                        route.getStatus() == null
                                ? List.of()
                                : orEmpty(route.getStatus().getParents()));
            default -> null;
        };
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

package dev.sluice.standalone;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.ParentReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all kinds of routes have in common. */
final class Routes {
    private Routes() {}

    /** A route of any kind. */
    record Route(HasMetadata object, List<String> hostnames, List<ParentReference> parents) {}

    static List<Route> of(ResourceSnapshot snapshot) {
        List<Route> routes = new ArrayList<>();
        for (HTTPRoute route : snapshot.all(HTTPRoute.class)) {
            routes.add(
                    route(route, route.getSpec().getHostnames(), route.getSpec().getParentRefs()));
        }
        for (GRPCRoute route : snapshot.all(GRPCRoute.class)) {
            routes.add(
                    route(route, route.getSpec().getHostnames(), route.getSpec().getParentRefs()));
        }
        for (TLSRoute route : snapshot.all(TLSRoute.class)) {
            routes.add(
                    route(route, route.getSpec().getHostnames(), route.getSpec().getParentRefs()));
        }
        for (TCPRoute route : snapshot.all(TCPRoute.class)) {
            routes.add(route(route, null, route.getSpec().getParentRefs()));
        }
        for (UDPRoute route : snapshot.all(UDPRoute.class)) {
            routes.add(route(route, null, route.getSpec().getParentRefs()));
        }
        return routes;
    }

    private static Route route(
            HasMetadata object,
            @Nullable List<String> hostnames,
            @Nullable List<io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference> given) {
        List<ParentReference> parents = new ArrayList<>();
        if (given != null) {
            for (var parent : given) {
                parents.add(new ParentReference(
                        parent.getGroup(),
                        parent.getKind(),
                        parent.getNamespace(),
                        parent.getName(),
                        parent.getSectionName(),
                        parent.getPort()));
            }
        }
        return new Route(object, hostnames == null ? List.of() : hostnames, parents);
    }
}

package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceChanges;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.RouteResource;
import dev.sluice.status.PolicyStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What routes attach to, with the routes attached. It holds until an object changes that is no route. */
final class Parents {
    private static final List<Class<? extends HasMetadata>> ROUTES =
            List.of(HTTPRoute.class, GRPCRoute.class, TLSRoute.class, TCPRoute.class, UDPRoute.class);

    private final GatewayClasses classes;
    private final List<CompiledGateway> gateways;
    private final List<GatewayService> services;
    private final BackendTlsPolicies policies;
    private final XBackends xBackends;
    private final TrafficPolicies traffic;
    private final Map<ResourceKey, Generated<PolicyStatus>> telemetry;
    private final RouteAttachment attachment;
    private final RouteCompilers compilers;
    private ResourceSnapshot snapshot;
    private boolean attached;

    /** @param snapshot what they were compiled from; none of its routes is attached yet */
    Parents(
            ResourceSnapshot snapshot,
            GatewayClasses classes,
            List<CompiledGateway> gateways,
            List<GatewayService> services,
            BackendTlsPolicies policies,
            XBackends xBackends,
            TrafficPolicies traffic,
            Map<ResourceKey, Generated<PolicyStatus>> telemetry,
            RouteAttachment attachment,
            RouteCompilers compilers) {
        this.snapshot = snapshot;
        this.classes = classes;
        this.gateways = gateways;
        this.services = services;
        this.policies = policies;
        this.xBackends = xBackends;
        this.traffic = traffic;
        this.telemetry = telemetry;
        this.attachment = attachment;
        this.compilers = compilers;
    }

    GatewayClasses classes() {
        return classes;
    }

    /** The oldest first. */
    List<CompiledGateway> gateways() {
        return gateways;
    }

    List<GatewayService> services() {
        return services;
    }

    BackendTlsPolicies policies() {
        return policies;
    }

    XBackends xBackends() {
        return xBackends;
    }

    TrafficPolicies traffic() {
        return traffic;
    }

    Map<ResourceKey, Generated<PolicyStatus>> telemetry() {
        return telemetry;
    }

    RouteAttachment attachment() {
        return attachment;
    }

    /** Whether they would be the same if they were compiled from another snapshot. */
    boolean holdFor(ResourceSnapshot now) {
        Set<Class<? extends HasMetadata>> types = new HashSet<>(now.types());
        types.addAll(snapshot.types());
        ROUTES.forEach(types::remove);
        // Endpoints are followed by themselves, and what was made for Gateways is not compiled.
        types.remove(EndpointSlice.class);
        types.remove(Deployment.class);
        for (Class<? extends HasMetadata> type : types) {
            if (!holdFor(now.changesSince(snapshot, type))) {
                return false;
            }
        }
        now.takeOverReadsOf(snapshot);
        return true;
    }

    private static boolean holdFor(ResourceChanges<? extends HasMetadata> changes) {
        if (changes.removed().size() != changes.added().size()) {
            return false;
        }
        for (int i = 0; i < changes.removed().size(); i++) {
            if (!onlyStatusDiffers(changes.removed().get(i), changes.added().get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The status of a Gateway says what was compiled from it, and is written with every route that comes or goes. An API
     * server raises the generation with every change of the specification; files say of themselves what they like.
     */
    private static boolean onlyStatusDiffers(HasMetadata before, HasMetadata after) {
        ObjectMeta old = before.getMetadata();
        ObjectMeta now = after.getMetadata();
        return before instanceof Gateway
                && after instanceof Gateway
                && old.getUid() != null
                && old.getUid().equals(now.getUid())
                && old.getGeneration() != null
                && old.getGeneration().equals(now.getGeneration())
                && Objects.equals(old.getLabels(), now.getLabels())
                && Objects.equals(old.getAnnotations(), now.getAnnotations())
                && Objects.equals(old.getDeletionTimestamp(), now.getDeletionTimestamp());
    }

    /** Attaches the routes of a snapshot for which they hold, and detaches those that are no longer there. */
    void attachRoutes(ResourceSnapshot now) {
        List<HasMetadata> added = new ArrayList<>();
        for (Class<? extends HasMetadata> type : ROUTES) {
            if (attached) {
                ResourceChanges<? extends HasMetadata> changes = now.changesSince(snapshot, type);
                for (HasMetadata route : changes.removed()) {
                    attachment.detach(ResourceKey.of(route));
                    compilers.forget(route);
                }
                added.addAll(changes.added());
            } else {
                added.addAll(now.all(type));
            }
        }
        for (HasMetadata route : Age.sorted(added)) {
            RouteResource resource = Objects.requireNonNull(RouteResource.of(route));
            attachment.attach(resource, () -> compilers.compile(resource));
        }
        attached = true;
        snapshot = now;
    }
}

package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.status.GatewayClassStatus;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * The desired status of every object that is ours. An object that is absent is not ours: a status that we may have
 * written on it earlier is withdrawn (routes, policies), or left as it is (others).
 */
public record Statuses(
        Map<ResourceKey, Generated<GatewayClassStatus>> gatewayClasses,
        Map<ResourceKey, Generated<GatewayStatus>> gateways,
        Map<ResourceKey, Generated<ListenerSetStatus>> listenerSets,
        Map<ResourceKey, Generated<RouteStatus>> routes,
        Map<ResourceKey, Generated<PolicyStatus>> policies) {
    public Statuses {
        gatewayClasses = Map.copyOf(gatewayClasses);
        gateways = Map.copyOf(gateways);
        listenerSets = Map.copyOf(listenerSets);
        routes = Map.copyOf(routes);
        policies = Map.copyOf(policies);
    }

    /** Of nothing. */
    public static final Statuses NONE = new Statuses(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * A status with the generation of the object that it was computed from, which becomes the conditions'
     * observedGeneration.
     */
    public record Generated<T>(long generation, T status) {
        static <T> Generated<T> of(HasMetadata object, T status) {
            Long generation = object.getMetadata().getGeneration();
            return new Generated<>(generation == null ? 0 : generation, status);
        }
    }
}

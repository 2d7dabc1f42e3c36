package dev.sluice.compile;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayClassStatus;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The GatewayClasses that name this controller. */
final class GatewayClasses {
    private final ResourceSnapshot snapshot;
    private final String controllerName;
    private final Map<String, Boolean> acceptedByName = new HashMap<>();
    private final Map<String, ServiceParameters> parametersByName = new HashMap<>();
    private final Map<ResourceKey, Generated<GatewayClassStatus>> statuses = new HashMap<>();

    GatewayClasses(ResourceSnapshot snapshot, CompileSettings settings, ParametersRefs parameters) {
        this.snapshot = snapshot;
        this.controllerName = settings.controllerName();
        Condition version = SupportedVersion.condition(snapshot);
        for (GatewayClass gatewayClass : snapshot.all(GatewayClass.class)) {
            if (gatewayClass.getSpec() != null
                    && controllerName.equals(gatewayClass.getSpec().getControllerName())) {
                add(gatewayClass, version, parameters);
            }
        }
    }

    private void add(GatewayClass gatewayClass, Condition version, ParametersRefs parameters) {
        Condition accepted = accepted(gatewayClass, parameters);
        acceptedByName.put(gatewayClass.getMetadata().getName(), accepted.isTrue());
        statuses.put(
                ResourceKey.of(gatewayClass),
                Generated.of(
                        gatewayClass,
                        new GatewayClassStatus(
                                List.of(accepted, version),
                                accepted.isTrue()
                                        ? SupportedFeatures.sorted(SupportedVersion.isStandard(snapshot))
                                        : List.of())));
    }

    private Condition accepted(GatewayClass gatewayClass, ParametersRefs refs) {
        return switch (refs.of(gatewayClass)) {
            case ParametersRefs.Resolved.Found(ServiceParameters parameters) -> {
                parametersByName.put(gatewayClass.getMetadata().getName(), parameters);
                yield Condition.yes(Condition.ACCEPTED, Reason.ACCEPTED, "Gateways of this class are served");
            }
            case ParametersRefs.Resolved.Broken(Problem problem) ->
                Condition.no(Condition.ACCEPTED, problem.reason(), problem.message());
        };
    }

    /** What the class of that name asks of Services; null if it is not accepted. */
    @Nullable
    ServiceParameters parameters(String name) {
        return parametersByName.get(name);
    }

    /** Whether a class of this name names this controller. */
    boolean isOurs(String name) {
        return acceptedByName.containsKey(name);
    }

    /**
     * Whether a Gateway was served until its class was deleted: the class that it names is no one's, and there is the
     * Service that this controller made for it.
     */
    boolean hasLost(Gateway gateway) {
        String name = gateway.getSpec().getGatewayClassName();
        return snapshot.get(GatewayClass.class, "", name) == null
                && GatewayServices.exists(gateway, snapshot, controllerName);
    }

    boolean isAccepted(String name) {
        return acceptedByName.getOrDefault(name, false);
    }

    Map<ResourceKey, Generated<GatewayClassStatus>> statuses() {
        return statuses;
    }
}

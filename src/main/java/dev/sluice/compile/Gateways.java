package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Gateways of classes of ours, and of those that were ours until they were deleted; the oldest first. */
final class Gateways {
    private Gateways() {}

    static List<CompiledGateway> compile(ResourceSnapshot snapshot, GatewayClasses classes, Listeners listeners) {
        List<Gateway> ours = new ArrayList<>();
        for (Gateway gateway : snapshot.all(Gateway.class)) {
            if (gateway.getSpec() != null
                    && (classes.isOurs(gateway.getSpec().getGatewayClassName()) || classes.hasLost(gateway))) {
                ours.add(gateway);
            }
        }
        ListenerSets sets = new ListenerSets(snapshot);
        List<CompiledGateway> compiled = new ArrayList<>();
        for (Gateway gateway : Age.sorted(ours)) {
            CompiledGateway made = new CompiledGateway(
                    gateway, listeners.compile(gateway), sets.compile(gateway, listeners), refusal(gateway, classes));
            ListenerConflicts.mark(made);
            compiled.add(made);
        }
        return compiled;
    }

    private static @Nullable Problem refusal(Gateway gateway, GatewayClasses classes) {
        String className = gateway.getSpec().getGatewayClassName();
        if (!classes.isOurs(className)) {
            return new Problem(
                    Reason.PENDING,
                    "the GatewayClass " + className + " does not exist any more; the Gateway is not served, and its"
                            + " Service keeps its address until the class is made again or the Gateway deleted");
        }
        if (!classes.isAccepted(className)) {
            return new Problem(
                    Reason.INVALID_PARAMETERS, "the GatewayClass " + className + " is not accepted; see its status");
        }
        var infrastructure = gateway.getSpec().getInfrastructure();
        if (infrastructure != null && infrastructure.getParametersRef() != null) {
            var parameters = infrastructure.getParametersRef();
            return new Problem(
                    Reason.INVALID_PARAMETERS,
                    "spec.infrastructure.parametersRef: the kind " + parameters.getKind() + " in group \""
                            + parameters.getGroup() + "\" is not supported; remove the reference");
        }
        return null;
    }
}

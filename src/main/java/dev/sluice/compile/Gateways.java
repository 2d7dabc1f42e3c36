package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.ArrayList;
import java.util.List;

/** The Gateways of classes of ours, and of those that were ours until they were deleted; the oldest first. */
final class Gateways {
    private Gateways() {}

    static List<CompiledGateway> compile(
            ResourceSnapshot snapshot, GatewayClasses classes, ParametersRefs parameters, Listeners listeners) {
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
            ServiceParameters ofClass = classes.parameters(gateway.getSpec().getGatewayClassName());
            ServiceParameters own = null;
            Problem refusal = null;
            if (ofClass == null) {
                refusal = refusal(gateway.getSpec().getGatewayClassName(), classes);
            } else {
                switch (parameters.of(gateway, ofClass)) {
                    case ParametersRefs.Resolved.Found(ServiceParameters found) -> own = found;
                    case ParametersRefs.Resolved.Broken(Problem problem) -> refusal = problem;
                }
            }
            List<Problem> unresolved = new ArrayList<>();
            ServerCertificate clientCertificate = listeners.certificates().ofClient(gateway, unresolved);
            CompiledGateway made = new CompiledGateway(
                    gateway,
                    listeners.compile(gateway),
                    sets.compile(gateway, listeners),
                    own,
                    clientCertificate,
                    unresolved.isEmpty() ? null : Problem.summary(unresolved),
                    refusal);
            ListenerConflicts.mark(made);
            compiled.add(made);
        }
        return compiled;
    }

    private static Problem refusal(String className, GatewayClasses classes) {
        return classes.isOurs(className)
                ? new Problem(
                        Reason.INVALID_PARAMETERS, "the GatewayClass " + className + " is not accepted; see its status")
                : new Problem(
                        Reason.PENDING,
                        "the GatewayClass " + className
                                + " does not exist any more; the Gateway is not served, and its"
                                + " Service keeps its address until the class is made again or the Gateway deleted");
    }
}

package dev.sluice.compile;

import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The GatewayParameters that GatewayClasses and Gateways refer to. */
final class ParametersRefs {
    private final ResourceSnapshot snapshot;
    private final OverrideRules overrides;

    ParametersRefs(ResourceSnapshot snapshot, OverrideRules overrides) {
        this.snapshot = snapshot;
        this.overrides = overrides;
    }

    /** What a reference comes to. */
    sealed interface Resolved {
        record Found(ServiceParameters parameters) implements Resolved {}

        record Broken(Problem problem) implements Resolved {}
    }

    /** The parameters of a class. */
    Resolved of(GatewayClass gatewayClass) {
        var reference = gatewayClass.getSpec().getParametersRef();
        if (reference == null) {
            return new Resolved.Found(ServiceParameters.DEFAULT);
        }
        String field = "spec.parametersRef";
        if (reference.getNamespace() == null || reference.getNamespace().isEmpty()) {
            Problem unknown = unknownKind(field, reference.getGroup(), reference.getKind());
            return new Resolved.Broken(
                    unknown == null
                            ? invalid(field + ".namespace: is needed, for GatewayParameters belong to a namespace")
                            : unknown);
        }
        return find(
                ServiceParameters.DEFAULT,
                field,
                reference.getGroup(),
                reference.getKind(),
                reference.getNamespace(),
                reference.getName());
    }

    /**
     * The parameters of a Gateway.
     *
     * @param ofClass those of its class
     */
    Resolved of(Gateway gateway, ServiceParameters ofClass) {
        var infrastructure = gateway.getSpec().getInfrastructure();
        var reference = infrastructure == null ? null : infrastructure.getParametersRef();
        return reference == null
                ? new Resolved.Found(ofClass)
                : find(
                        ofClass,
                        "spec.infrastructure.parametersRef",
                        reference.getGroup(),
                        reference.getKind(),
                        gateway.getMetadata().getNamespace(),
                        reference.getName());
    }

    private Resolved find(
            ServiceParameters below,
            String field,
            @Nullable String group,
            @Nullable String kind,
            String namespace,
            String name) {
        Problem unknown = unknownKind(field, group, kind);
        if (unknown != null) {
            return new Resolved.Broken(unknown);
        }
        GatewayParameters parameters = snapshot.get(GatewayParameters.class, namespace, name);
        if (parameters == null) {
            return new Resolved.Broken(invalid(field + ": there is no GatewayParameters " + namespace + "/" + name));
        }
        ServiceParameters found = below.with(parameters);
        String flaw = overrides.flaw(found.overrides());
        return flaw == null
                ? new Resolved.Found(found)
                : new Resolved.Broken(invalid("GatewayParameters " + namespace + "/" + name + ", " + flaw));
    }

    private static @Nullable Problem unknownKind(String field, @Nullable String group, @Nullable String kind) {
        return GatewayParameters.GROUP.equals(group) && GatewayParameters.KIND.equals(kind)
                ? null
                : invalid(field + ": the kind " + kind + " in group \"" + Objects.requireNonNullElse(group, "")
                        + "\" is not supported; supported is " + GatewayParameters.KIND + " in group \""
                        + GatewayParameters.GROUP + "\"");
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID_PARAMETERS, message);
    }
}

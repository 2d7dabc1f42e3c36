package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Fraction;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyStatus;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the requests to Gateways are traced (experimental, GEP-4768). */
@Group(XBackend.GROUP)
@Version("v1alpha1")
@Plural("xtelemetrypolicies")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class XTelemetryPolicy extends CustomResource<XTelemetryPolicy.Spec, PolicyStatus> implements Namespaced {
    private static final long serialVersionUID = 1;

    public static final String KIND = "XTelemetryPolicy";

    @Override
    @SuppressWarnings("NullAway") // The superclass would make one by reflection.
    protected Spec initSpec() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    protected PolicyStatus initStatus() {
        return null;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable List<LocalObjectReference> targetRefs,
            @Nullable Tracing tracing) {}

    /** @param mode Enabled, Disabled or ImplementationDefault */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tracing(
            @Nullable String mode,
            @Nullable Provider provider,
            @Nullable Fraction samplingRate,
            @Nullable ParentBasedSampling parentBasedSampling,
            @Nullable String serviceName,
            @Nullable String spanName,
            @Nullable List<Attribute> attributes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Provider(
            @Nullable BackendObjectReference backendRef,
            @Nullable List<HTTPHeader> headers) {}

    /** @param mode Enabled, Disabled or ImplementationDefault */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ParentBasedSampling(
            @Nullable String mode, @Nullable Fraction samplingRate) {}

    /** @param sourceType Header, Literal or Attribute, each with the field that has its name */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Attribute(
            @Nullable String name,
            @Nullable String sourceType,
            @Nullable String headerName,
            @Nullable String literalValue,
            @Nullable String attributeKey) {}
}

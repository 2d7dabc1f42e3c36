package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicyValidation;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SecretObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SessionPersistence;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A destination with all that a Gateway has to know to connect to it (GEP-4894, experimental): pods, or a host outside
 * of the cluster. In the form of release 1.7; its status has the shape of a policy's.
 */
@Group(XBackend.GROUP)
@Version("v1alpha1")
@Plural("xbackends")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class XBackend extends CustomResource<XBackend.Spec, PolicyStatus> implements Namespaced {
    private static final long serialVersionUID = 1;

    public static final String GROUP = "gateway.networking.x-k8s.io";
    public static final String KIND = "XBackend";
    /** Names, on a Service, the XBackend whose endpoints are those of the Service. */
    public static final String LABEL = "sluice.dev/xbackend";

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

    /** @param type ExternalHostname or EndpointSelector, which says which of the two fields is there */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable String type,
            @Nullable Port port,
            @Nullable ExternalHostname externalHostname,
            @Nullable EndpointSelector endpointSelector,
            @Nullable SessionPersistence sessionPersistence,
            @Nullable String protocol,
            @Nullable Tls tls) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Port(@Nullable Integer number) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ExternalHostname(@Nullable String hostname) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record EndpointSelector(@Nullable Map<String, String> matchLabels) {}

    /** @param mode None, ServerOnly or ClientAndServer */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Tls(
            @Nullable String mode,
            @Nullable SecretObjectReference clientCertificateRef,
            @Nullable BackendTLSPolicyValidation validation) {}
}

package dev.sluice.resources;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of authorities for the whole cluster ({@code certificates.k8s.io}), one of the things that
 * {@code caCertificateRefs} refer to. Kubernetes serves it from release 1.33 on, by default only in later ones.
 */
@Group(ClusterTrustBundle.GROUP)
@Version("v1")
@Plural("clustertrustbundles")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class ClusterTrustBundle extends CustomResource<ClusterTrustBundle.Spec, Void> {
    private static final long serialVersionUID = 1;

    public static final String GROUP = "certificates.k8s.io";
    public static final String KIND = "ClusterTrustBundle";

    @Override
    @SuppressWarnings("NullAway") // The superclass would make one by reflection.
    protected Spec initSpec() {
        return null;
    }

    /** @param trustBundle certificates in PEM */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(@Nullable String trustBundle) {}
}

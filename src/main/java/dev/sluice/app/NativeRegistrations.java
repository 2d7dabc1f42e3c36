package dev.sluice.app;

import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.resources.XTelemetryPolicy;
import io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Classes that a native executable needs by reflection, and that no extension registers and no annotation of their own,
 * for they are of libraries or of packages that know no framework. Without the first every informer fails there (Quarkus
 * issue 54736).
 */
@RegisterForReflection(
        targets = {
            UnwrappedTypeResolverBuilder.class,
            ClusterTrustBundle.class,
            ClusterTrustBundle.Spec.class,
            GatewayParameters.class,
            GatewayParameters.Spec.class,
            GatewayParameters.Service.class,
            GatewayParameters.NodePort.class,
            Overrides.class,
            ProxyDeployment.class,
            ProxyDeployment.Autoscaling.class,
            ProxyDeployment.DisruptionBudget.class,
            XBackend.class,
            XBackend.Spec.class,
            XBackend.Port.class,
            XBackend.ExternalHostname.class,
            XBackend.EndpointSelector.class,
            XBackend.Tls.class,
            XBackendTrafficPolicy.class,
            XBackendTrafficPolicy.Spec.class,
            XBackendTrafficPolicy.RetryConstraint.class,
            XBackendTrafficPolicy.Budget.class,
            XBackendTrafficPolicy.Rate.class,
            XTelemetryPolicy.class,
            XTelemetryPolicy.Spec.class,
            XTelemetryPolicy.Tracing.class,
            XTelemetryPolicy.Provider.class,
            XTelemetryPolicy.ParentBasedSampling.class,
            XTelemetryPolicy.Attribute.class
        })
final class NativeRegistrations {
    private NativeRegistrations() {}
}

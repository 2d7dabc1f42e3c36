package dev.sluice.kubernetes;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.RouteResource;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that are followed in a cluster. A kind is added here, in one entry, and in the ClusterRole of
 * src/main/kubernetes/rbac.yaml, which a test holds against this table.
 */
final class FollowedKinds {
    private static final String GATEWAY_CLASS_DEFINITION = "gatewayclasses.gateway.networking.k8s.io";

    static final List<FollowedKind<?>> ALL = List.of(
            FollowedKind.required("GatewayClasses", GatewayClass.class)
                    .saying(StatusShape.ofOwn(Statuses::gatewayClasses, StatusPatch::of)),
            FollowedKind.required("Gateways", Gateway.class)
                    .saying(StatusShape.ofOwn(Statuses::gateways, StatusPatch::of)),
            FollowedKind.optional("ListenerSets", ListenerSet.class, "v1")
                    .saying(StatusShape.ofOwn(Statuses::listenerSets, StatusPatch::of)),
            FollowedKind.required("HTTPRoutes", HTTPRoute.class).saying(ofRoute()),
            FollowedKind.optional("GRPCRoutes", GRPCRoute.class, "v1", "v1alpha2")
                    .saying(ofRoute()),
            FollowedKind.optional("GatewayParameters", GatewayParameters.class, "v1alpha1"),
            FollowedKind.optional("TLSRoutes", TLSRoute.class, "v1", "v1alpha3", "v1alpha2")
                    .saying(ofRoute()),
            FollowedKind.optional("TCPRoutes", TCPRoute.class, "v1", "v1alpha2").saying(ofRoute()),
            FollowedKind.optional("UDPRoutes", UDPRoute.class, "v1", "v1alpha2").saying(ofRoute()),
            FollowedKind.optional("ReferenceGrants", ReferenceGrant.class, "v1", "v1beta1"),
            FollowedKind.optional("BackendTLSPolicies", BackendTLSPolicy.class, "v1", "v1alpha3")
                    .saying(ofPolicy(BackendTLSPolicy::getStatus)),
            FollowedKind.optional("XBackends", XBackend.class, "v1alpha1").saying(ofPolicy(XBackend::getStatus)),
            FollowedKind.optional("XBackendTrafficPolicies", XBackendTrafficPolicy.class, "v1alpha1")
                    .saying(ofPolicy(XBackendTrafficPolicy::getStatus)),
            FollowedKind.optional("XTelemetryPolicies", XTelemetryPolicy.class, "v1alpha1")
                    .saying(ofPolicy(XTelemetryPolicy::getStatus)),
            // It has no generation.
            FollowedKind.optional("ClusterTrustBundles", ClusterTrustBundle.class, "v1", "v1beta1", "v1alpha1")
                    .comparing(ClusterTrustBundle::getSpec),
            FollowedKind.always("Services", Service.class)
                    .comparing(service -> Arrays.asList(service.getSpec(), service.getStatus())),
            FollowedKind.always("EndpointSlices", EndpointSlice.class)
                    .trimming(Kept::trim)
                    .withoutTrigger(),
            ofProxies("Deployments", Deployment.class),
            ofProxies("ServiceAccounts", ServiceAccount.class),
            ofProxies("HorizontalPodAutoscalers", HorizontalPodAutoscaler.class),
            ofProxies("PodDisruptionBudgets", PodDisruptionBudget.class),
            FollowedKind.always("Namespaces", Namespace.class).trimming(Kept::trim),
            // Other types of Secrets, among them those of service accounts and Helm, never leave the API server.
            FollowedKind.always("TLS Secrets", Secret.class)
                    .selecting(client -> client.secrets().inAnyNamespace().withField("type", Kept.TLS))
                    .trimming(Kept::trim)
                    .comparing(Secret::getData),
            // Each namespace has the cluster's own authority, which nobody refers to.
            FollowedKind.always("ConfigMaps", ConfigMap.class)
                    .selecting(client ->
                            client.configMaps().inAnyNamespace().withoutField("metadata.name", "kube-root-ca.crt"))
                    .trimming(Kept::trim)
                    .comparing(ConfigMap::getData),
            FollowedKind.always("the CustomResourceDefinition of GatewayClass", CustomResourceDefinition.class)
                    .selecting(FollowedKinds::gatewayClassDefinition)
                    .trimming(Kept::trim));

    private static final Map<Class<?>, FollowedKind<?>> BY_TYPE = byType();

    private FollowedKinds() {}

    private static <T extends HasMetadata> StatusShape<T, dev.sluice.status.PolicyStatus> ofPolicy(
            Function<T, @Nullable PolicyStatus> status) {
        return StatusShape.ofShared(
                Statuses::policies,
                (live, desired, controllerName, now) ->
                        StatusPatch.of(live, status.apply(live), desired, controllerName, now));
    }

    private static <T extends HasMetadata> StatusShape<T, RouteStatus> ofRoute() {
        return StatusShape.ofShared(
                Statuses::routes,
                (live, desired, controllerName, now) ->
                        StatusPatch.of(Objects.requireNonNull(RouteResource.of(live)), desired, controllerName, now));
    }

    /** Only those of dedicated proxies. */
    private static <T extends HasMetadata> FollowedKind<T> ofProxies(String plural, Class<T> type) {
        return FollowedKind.always(plural + " of proxies", type)
                .selecting(client ->
                        client.resources(type).inAnyNamespace().withLabel(WantedProxy.NAME_LABEL, WantedProxy.NAME))
                .withoutTrigger();
    }

    private static Informable<CustomResourceDefinition> gatewayClassDefinition(KubernetesClient client) {
        return client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withField("metadata.name", GATEWAY_CLASS_DEFINITION);
    }

    private static Map<Class<?>, FollowedKind<?>> byType() {
        Map<Class<?>, FollowedKind<?>> byType = new HashMap<>();
        for (FollowedKind<?> kind : ALL) {
            byType.put(kind.type(), kind);
        }
        return byType;
    }

    /** The kind of that class, which is followed. */
    static <T extends HasMetadata> FollowedKind<T> of(Class<T> type) {
        return Objects.requireNonNull(ofAny(type));
    }

    /** The kind of an object, or null if it is not followed. */
    static <T extends HasMetadata> @Nullable FollowedKind<T> of(T object) {
        @SuppressWarnings("unchecked") // The class of an object of type T.
        Class<T> type = (Class<T>) object.getClass();
        return ofAny(type);
    }

    @SuppressWarnings("unchecked") // A kind is found by its own class.
    private static <T extends HasMetadata> @Nullable FollowedKind<T> ofAny(Class<T> type) {
        return (FollowedKind<T>) BY_TYPE.get(type);
    }
}

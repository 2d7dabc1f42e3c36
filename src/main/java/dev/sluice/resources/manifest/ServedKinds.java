package dev.sluice.resources.manifest;

import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.resources.XTelemetryPolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that Sluice reads: those of the Gateway API in both channels, in all versions that these serve,
 * GatewayParameters and what they refer to.
 */
public final class ServedKinds {
    static final String GATEWAY_API = "gateway.networking.k8s.io";

    private static final List<ServedKind<?>> ALL = List.of(
            gateway("GatewayClass", false, GatewayClass.class, GatewayClass::getSpec, "v1beta1"),
            gateway("Gateway", true, Gateway.class, Gateway::getSpec, "v1beta1"),
            gateway("HTTPRoute", true, HTTPRoute.class, HTTPRoute::getSpec, "v1beta1"),
            gateway("ReferenceGrant", true, ReferenceGrant.class, ReferenceGrant::getSpec, "v1beta1"),
            gateway("GRPCRoute", true, GRPCRoute.class, GRPCRoute::getSpec),
            gateway("TLSRoute", true, TLSRoute.class, TLSRoute::getSpec, "v1alpha3", "v1alpha2"),
            gateway("TCPRoute", true, TCPRoute.class, TCPRoute::getSpec, "v1alpha2"),
            gateway("UDPRoute", true, UDPRoute.class, UDPRoute::getSpec, "v1alpha2"),
            gateway("BackendTLSPolicy", true, BackendTLSPolicy.class, BackendTLSPolicy::getSpec, "v1alpha3"),
            gateway("ListenerSet", true, ListenerSet.class, ListenerSet::getSpec),
            new ServedKind<>(
                    GatewayParameters.KIND,
                    GatewayParameters.GROUP,
                    List.of("v1alpha1"),
                    true,
                    GatewayParameters.class,
                    GatewayParameters::getSpec),
            new ServedKind<>(
                    XBackend.KIND, XBackend.GROUP, List.of("v1alpha1"), true, XBackend.class, XBackend::getSpec),
            new ServedKind<>(
                    XBackendTrafficPolicy.KIND,
                    XBackend.GROUP,
                    List.of("v1alpha1"),
                    true,
                    XBackendTrafficPolicy.class,
                    XBackendTrafficPolicy::getSpec),
            new ServedKind<>(
                    XTelemetryPolicy.KIND,
                    XBackend.GROUP,
                    List.of("v1alpha1"),
                    true,
                    XTelemetryPolicy.class,
                    XTelemetryPolicy::getSpec),
            new ServedKind<>(
                    ClusterTrustBundle.KIND,
                    ClusterTrustBundle.GROUP,
                    List.of("v1", "v1beta1", "v1alpha1"),
                    false,
                    ClusterTrustBundle.class,
                    ClusterTrustBundle::getSpec),
            core("Namespace", false, Namespace.class, Namespace::getSpec),
            core("Service", true, Service.class, Service::getSpec),
            core("Secret", true, Secret.class, secret -> Arrays.asList(secret.getType(), secret.getData())),
            core("ConfigMap", true, ConfigMap.class, map -> Arrays.asList(map.getData(), map.getBinaryData())),
            new ServedKind<>(
                    "EndpointSlice",
                    "discovery.k8s.io",
                    List.of("v1"),
                    true,
                    EndpointSlice.class,
                    slice -> Arrays.asList(slice.getAddressType(), slice.getEndpoints(), slice.getPorts())));

    private static final Map<String, ServedKind<?>> BY_KIND = byKind();

    private ServedKinds() {}

    /** All of them. */
    public static List<ServedKind<?>> all() {
        return ALL;
    }

    /** The kind of that name, or null. All served kinds have different names. */
    public static @Nullable ServedKind<?> named(String kind) {
        return BY_KIND.get(kind);
    }

    /** The names of the served kinds of an API group; none if nothing of it is served. */
    static List<String> ofGroup(String group) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group))
                .map(ServedKind::kind)
                .toList();
    }

    private static Map<String, ServedKind<?>> byKind() {
        Map<String, ServedKind<?>> byKind = new HashMap<>();
        for (ServedKind<?> kind : ALL) {
            byKind.put(kind.kind(), kind);
        }
        return byKind;
    }

    /** @param further versions beside v1 that the CRDs of some channel serve, in which objects look alike */
    private static <T extends HasMetadata> ServedKind<T> gateway(
            String kind, boolean namespaced, Class<T> type, Function<T, @Nullable Object> body, String... further) {
        List<String> versions = new ArrayList<>(List.of("v1"));
        versions.addAll(List.of(further));
        return new ServedKind<>(kind, GATEWAY_API, versions, namespaced, type, body);
    }

    private static <T extends HasMetadata> ServedKind<T> core(
            String kind, boolean namespaced, Class<T> type, Function<T, @Nullable Object> body) {
        return new ServedKind<>(kind, "", List.of("v1"), namespaced, type, body);
    }
}

package dev.sluice.resources.manifest;

import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.GatewayParameters;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds that Sluice reads: those of the Gateway API's standard channel, GatewayParameters and what they refer
 * to. */
public final class ServedKinds {
    static final String GATEWAY_API = "gateway.networking.k8s.io";

    private static final List<ServedKind<?>> ALL = List.of(
            gateway("GatewayClass", false, true, GatewayClass.class, GatewayClass::getSpec),
            gateway("Gateway", true, true, Gateway.class, Gateway::getSpec),
            gateway("HTTPRoute", true, true, HTTPRoute.class, HTTPRoute::getSpec),
            gateway("ReferenceGrant", true, true, ReferenceGrant.class, ReferenceGrant::getSpec),
            gateway("GRPCRoute", true, false, GRPCRoute.class, GRPCRoute::getSpec),
            gateway("TLSRoute", true, false, TLSRoute.class, TLSRoute::getSpec),
            gateway("TCPRoute", true, false, TCPRoute.class, TCPRoute::getSpec),
            gateway("UDPRoute", true, false, UDPRoute.class, UDPRoute::getSpec),
            new ServedKind<>(
                    "BackendTLSPolicy",
                    GATEWAY_API,
                    List.of("v1", "v1alpha3"),
                    true,
                    BackendTLSPolicy.class,
                    BackendTLSPolicy::getSpec),
            gateway("ListenerSet", true, false, ListenerSet.class, ListenerSet::getSpec),
            new ServedKind<>(
                    GatewayParameters.KIND,
                    GatewayParameters.GROUP,
                    List.of("v1alpha1"),
                    true,
                    GatewayParameters.class,
                    GatewayParameters::getSpec),
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

    private static Map<String, ServedKind<?>> byKind() {
        Map<String, ServedKind<?>> byKind = new HashMap<>();
        for (ServedKind<?> kind : ALL) {
            byKind.put(kind.kind(), kind);
        }
        return byKind;
    }

    private static <T extends HasMetadata> ServedKind<T> gateway(
            String kind, boolean namespaced, boolean beta, Class<T> type, Function<T, @Nullable Object> body) {
        return new ServedKind<>(
                kind, GATEWAY_API, beta ? List.of("v1", "v1beta1") : List.of("v1"), namespaced, type, body);
    }

    private static <T extends HasMetadata> ServedKind<T> core(
            String kind, boolean namespaced, Class<T> type, Function<T, @Nullable Object> body) {
        return new ServedKind<>(kind, "", List.of("v1"), namespaced, type, body);
    }
}

package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayInfrastructure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Service of a Gateway on the shared proxy. */
final class GatewayServices {
    static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
    static final String GATEWAY_CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String SLUICE = "sluice";

    private GatewayServices() {}

    static String nameOf(Gateway gateway) {
        return ResourceNames.service(
                gateway.getMetadata().getName(), gateway.getSpec().getGatewayClassName());
    }

    /** Whether a Service of the name that the Gateway's has was made for it. */
    static boolean belongsTo(Service service, Gateway gateway) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels != null
                && SLUICE.equals(labels.get(MANAGED_BY))
                && ResourceNames.labelValue(gateway.getMetadata().getName()).equals(labels.get(GATEWAY_NAME));
    }

    static GatewayService of(Gateway gateway, @Nullable String loadBalancerIp, List<GatewayService.Port> ports) {
        GatewayInfrastructure infrastructure = gateway.getSpec().getInfrastructure();
        Map<String, String> labels = new LinkedHashMap<>();
        Map<String, String> annotations = Map.of();
        if (infrastructure != null) {
            labels.putAll(Objects.requireNonNullElse(infrastructure.getLabels(), Map.of()));
            annotations = Objects.requireNonNullElse(infrastructure.getAnnotations(), Map.of());
        }
        labels.put(MANAGED_BY, SLUICE);
        labels.put(GATEWAY_NAME, ResourceNames.labelValue(gateway.getMetadata().getName()));
        labels.put(
                GATEWAY_CLASS_NAME, ResourceNames.labelValue(gateway.getSpec().getGatewayClassName()));
        return new GatewayService(
                gateway.getMetadata().getNamespace(),
                nameOf(gateway),
                gateway.getMetadata().getName(),
                Objects.requireNonNullElse(gateway.getMetadata().getUid(), ""),
                "LoadBalancer",
                loadBalancerIp,
                labels,
                annotations,
                ports);
    }
}

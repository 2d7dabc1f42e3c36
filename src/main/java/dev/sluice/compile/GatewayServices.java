package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.PortBinding.ServedBy;
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
    private static final String GATEWAY_CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";

    private GatewayServices() {}

    static String nameOf(Gateway gateway) {
        return ResourceNames.service(
                gateway.getMetadata().getName(), gateway.getSpec().getGatewayClassName());
    }

    /** Whether a Service of the name that the Gateway's has was made for it. */
    static boolean belongsTo(Service service, Gateway gateway) {
        Map<String, String> labels = service.getMetadata().getLabels();
        return labels != null
                && GatewayService.SLUICE.equals(labels.get(GatewayService.MANAGED_BY))
                && ResourceNames.labelValue(gateway.getMetadata().getName())
                        .equals(labels.get(GatewayService.GATEWAY_NAME));
    }

    /** Whether the Gateway has a Service that this controller made for it. */
    static boolean exists(Gateway gateway, ResourceSnapshot snapshot, String controllerName) {
        Service service = snapshot.get(Service.class, gateway.getMetadata().getNamespace(), nameOf(gateway));
        return service != null
                && belongsTo(service, gateway)
                && service.getMetadata().getAnnotations() != null
                && controllerName.equals(service.getMetadata().getAnnotations().get(GatewayService.CONTROLLER));
    }

    /**
     * Which proxies serve a Gateway now.
     *
     * @param live its Service, which says so; without one it begins with the proxy that it shall have
     * @param dedicated whether that is one of its own
     */
    static ServedBy servedBy(@Nullable Service live, boolean dedicated) {
        boolean isDedicated = live == null
                ? dedicated
                : live.getMetadata().getAnnotations() != null
                        && GatewayService.DEDICATED.equals(
                                live.getMetadata().getAnnotations().get(GatewayService.SERVED_BY));
        if (isDedicated != dedicated) {
            return ServedBy.BOTH;
        }
        return dedicated ? ServedBy.DEDICATED : ServedBy.SHARED;
    }

    static GatewayService of(
            Gateway gateway,
            ServiceParameters parameters,
            ServiceExposure exposure,
            List<GatewayService.Port> ports,
            ServedBy servedBy) {
        GatewayInfrastructure infrastructure = gateway.getSpec().getInfrastructure();
        Map<String, String> labels = new LinkedHashMap<>(parameters.labels());
        Map<String, String> annotations = new LinkedHashMap<>(parameters.annotations());
        if (infrastructure != null) {
            labels.putAll(Objects.requireNonNullElse(infrastructure.getLabels(), Map.of()));
            annotations.putAll(Objects.requireNonNullElse(infrastructure.getAnnotations(), Map.of()));
        }
        labels.put(GatewayService.MANAGED_BY, GatewayService.SLUICE);
        labels.put(
                GatewayService.GATEWAY_NAME,
                ResourceNames.labelValue(gateway.getMetadata().getName()));
        labels.put(
                GATEWAY_CLASS_NAME, ResourceNames.labelValue(gateway.getSpec().getGatewayClassName()));
        return new GatewayService(
                gateway.getMetadata().getNamespace(),
                nameOf(gateway),
                gateway.getMetadata().getName(),
                Objects.requireNonNullElse(gateway.getMetadata().getUid(), ""),
                exposure,
                labels,
                annotations,
                ports,
                Objects.requireNonNullElse(parameters.overrides().service(), Map.of()),
                servedBy,
                parameters.deployment().isDedicated() ? proxy(parameters, infrastructure) : null);
    }

    private static GatewayProxy proxy(ServiceParameters parameters, @Nullable GatewayInfrastructure infrastructure) {
        return new GatewayProxy(
                parameters.deployment(),
                infrastructure == null ? Map.of() : Objects.requireNonNullElse(infrastructure.getLabels(), Map.of()),
                infrastructure == null
                        ? Map.of()
                        : Objects.requireNonNullElse(infrastructure.getAnnotations(), Map.of()),
                parameters.overrides());
    }
}

package dev.sluice.compile;

import dev.sluice.compile.CompileSettings.Addressing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Resources of any number: each HTTPRoute has a Service of its own; every other one a host of its own, and the rest
 * share one host and have a path of their own.
 */
public final class ManyRoutes {
    public static final String SHARED_HOST = "shared.example.com";

    private ManyRoutes() {}

    public static Compiler compiler() {
        return new Compiler(new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new Addressing.SharedProxy(10_000, 29_999, List.of())));
    }

    /** A GatewayClass, Gateways that take ListenerSets ({@code gw-0}, …) and routes that are attached to them in turn. */
    public static List<HasMetadata> objects(int gateways, int routes) {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(new GatewayClassBuilder()
                .withNewMetadata()
                .withName("sluice")
                .endMetadata()
                .withNewSpec()
                .withControllerName(CompileSettings.DEFAULT_CONTROLLER_NAME)
                .endSpec()
                .build());
        for (int i = 0; i < gateways; i++) {
            objects.add(gateway(i));
        }
        for (int i = 0; i < routes; i++) {
            objects.add(new ServiceBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("service-" + i)
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build());
            objects.add(route(i % gateways, i, "/" + i));
        }
        return objects;
    }

    public static String host(int route) {
        return route % 2 == 0 ? "route-" + route + ".example.com" : SHARED_HOST;
    }

    public static HTTPRoute route(int gateway, int number, String prefix) {
        return new HTTPRouteBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("route-" + number)
                .withUid("route-" + number)
                .withCreationTimestamp("2026-01-01T00:00:%02dZ".formatted(number % 60))
                .endMetadata()
                .withNewSpec()
                .addNewParentRef()
                .withName("gw-" + gateway)
                .endParentRef()
                .withHostnames(host(number))
                .addNewRule()
                .addNewMatch()
                .withNewPath()
                .withType("PathPrefix")
                .withValue(prefix)
                .endPath()
                .endMatch()
                .addNewBackendRef()
                .withName("service-" + number)
                .withPort(80)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build();
    }

    public static HasMetadata gateway(int number) {
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("gw-" + number)
                .endMetadata()
                .withNewSpec()
                .withGatewayClassName("sluice")
                .withNewAllowedListeners()
                .withNewNamespaces()
                .withFrom("All")
                .endNamespaces()
                .endAllowedListeners()
                .addNewListener()
                .withName("http")
                .withPort(80)
                .withProtocol("HTTP")
                .endListener()
                .endSpec()
                .build();
    }
}

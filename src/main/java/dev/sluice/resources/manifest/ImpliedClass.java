package dev.sluice.resources.manifest;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import java.util.List;

/** The GatewayClass that an installation in a cluster brings along, for files that only use it. */
public final class ImpliedClass {
    private static final String NAME = "sluice";

    private ImpliedClass() {}

    /** The class {@code sluice} of a controller. */
    public static List<GatewayClass> of(String controllerName) {
        return List.of(new GatewayClassBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withControllerName(controllerName)
                .endSpec()
                .build());
    }
}

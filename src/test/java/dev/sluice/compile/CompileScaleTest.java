package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings.Addressing;
import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSetBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand objects at once; how long a compilation takes is printed, not asserted. */
class CompileScaleTest {
    private static final int ROUTES = 5_000;
    private static final int SETS = 2_500;
    private static final int ROUNDS = 4;

    @Test
    void fiveThousandRoutes() {
        ResourceSnapshot snapshot = ResourceSnapshot.of(objects());
        Compiler compiler = compiler();
        for (int round = 1; round <= ROUNDS; round++) {
            long begin = System.nanoTime();
            Compilation compilation = compiler.compile(snapshot, round);
            System.out.println(
                    "compiled " + snapshot.size() + " objects in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            assertThat(compilation.statuses().routes()).hasSize(ROUTES);
            assertThat(compilation
                            .statuses()
                            .gateways()
                            .values()
                            .iterator()
                            .next()
                            .status()
                            .listeners()
                            .getFirst()
                            .attachedRoutes())
                    .isEqualTo(ROUTES);
        }
    }

    @Test
    void manyListenerSetsOfOneGateway() {
        List<HasMetadata> objects = new ArrayList<>(List.of(gatewayClass(), gateway()));
        for (int i = 0; i < SETS; i++) {
            objects.add(new ListenerSetBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("set-" + i)
                    .endMetadata()
                    .withNewSpec()
                    .withNewParentRef()
                    .withName("gw")
                    .endParentRef()
                    .addNewListener()
                    .withName("https")
                    .withPort(443)
                    .withProtocol("HTTPS")
                    // They all overlap with the first.
                    .withHostname(i == 0 ? "*.example.com" : "set-" + i + ".example.com")
                    .endListener()
                    .addNewListener()
                    .withName("http")
                    .withPort(80)
                    .withProtocol("HTTP")
                    .withHostname("set-" + i + ".example.com")
                    .endListener()
                    .endSpec()
                    .build());
        }
        ResourceSnapshot snapshot = ResourceSnapshot.of(objects);
        Compiler compiler = compiler();
        for (int round = 1; round <= ROUNDS; round++) {
            long begin = System.nanoTime();
            Compilation compilation = compiler.compile(snapshot, round);
            System.out.println(
                    "compiled " + SETS + " ListenerSets in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            assertThat(compilation
                            .statuses()
                            .gateways()
                            .values()
                            .iterator()
                            .next()
                            .status()
                            .attachedListenerSets())
                    .isEqualTo(SETS);
        }
    }

    private static Compiler compiler() {
        return new Compiler(new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new Addressing.SharedProxy(10000, 10999, List.of())));
    }

    private static List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(gatewayClass());
        objects.add(gateway());
        for (int i = 0; i < ROUTES; i++) {
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
            objects.add(new HTTPRouteBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("route-" + i)
                    .withCreationTimestamp("2026-01-01T00:00:" + String.format("%02d", i % 60) + "Z")
                    .endMetadata()
                    .withNewSpec()
                    .addNewParentRef()
                    .withName("gw")
                    .endParentRef()
                    // Half of them have a host of their own, half share one.
                    .withHostnames(i % 2 == 0 ? "route-" + i + ".example.com" : "shared.example.com")
                    .addNewRule()
                    .addNewMatch()
                    .withNewPath()
                    .withType("PathPrefix")
                    .withValue("/" + i)
                    .endPath()
                    .endMatch()
                    .addNewBackendRef()
                    .withName("service-" + i)
                    .withPort(80)
                    .endBackendRef()
                    .endRule()
                    .endSpec()
                    .build());
        }
        return objects;
    }

    private static HasMetadata gatewayClass() {
        return new GatewayClassBuilder()
                .withNewMetadata()
                .withName("sluice")
                .endMetadata()
                .withNewSpec()
                .withControllerName(CompileSettings.DEFAULT_CONTROLLER_NAME)
                .endSpec()
                .build();
    }

    private static HasMetadata gateway() {
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("gw")
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

package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand objects at once; how long a compilation takes is printed, not asserted. */
class CompileScaleTest {
    private static final int ROUTES = 5_000;
    private static final int SETS = 2_500;
    private static final int ROUNDS = 4;

    @Test
    void fiveThousandRoutes() {
        ResourceSnapshot snapshot = ResourceSnapshot.of(ManyRoutes.objects(1, ROUTES));
        Compiler compiler = ManyRoutes.compiler();
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
        List<HasMetadata> objects = ManyRoutes.objects(1, 0);
        for (int i = 0; i < SETS; i++) {
            objects.add(new ListenerSetBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("set-" + i)
                    .endMetadata()
                    .withNewSpec()
                    .withNewParentRef()
                    .withName("gw-0")
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
        Compiler compiler = ManyRoutes.compiler();
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
}

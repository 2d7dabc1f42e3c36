package dev.sluice.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.TableDocument;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever a compiler remembers of earlier compilations, the result is that of a new one: the objects of all golden
 * cases come and go at random, and after each change both are compared.
 */
class RecompilationPropertyTest {
    private static final int CHANGES = 150;

    /** Not the shared proxy, whose container ports stay as they were given. */
    private static final CompileSettings SETTINGS = new CompileSettings(
            CompileSettings.DEFAULT_CONTROLLER_NAME, new CompileSettings.Addressing.Pool(List.of("127.0.0.0/8")));

    @Test
    void rememberingMakesNoDifference() {
        for (long seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            List<HasMetadata> objects = objects();
            ResourceStore store = new ResourceStore();
            objects.forEach(store::put);
            Compiler remembering = new Compiler(SETTINGS);
            for (int change = 0; change < CHANGES; change++) {
                ResourceSnapshot snapshot = store.snapshot();
                assertSame(
                        remembering.compile(snapshot, change),
                        new Compiler(SETTINGS).compile(snapshot, change),
                        "seed " + seed + ", change " + change);
                HasMetadata object = objects.get(random.nextInt(objects.size()));
                if (random.nextBoolean()) {
                    store.remove(object.getClass(), ResourceKey.of(object));
                } else {
                    store.put(object);
                }
            }
        }
    }

    /** In each golden case, each object is taken away and put back. */
    @Test
    void everyDependencyIsNoticed() {
        for (GoldenCase golden : GoldenCase.all()) {
            ResourceStore store = new ResourceStore();
            List<HasMetadata> objects = golden.objects();
            objects.forEach(store::put);
            CompileSettings settings = settings(golden);
            Compiler remembering = new Compiler(settings);
            remembering.compile(store.snapshot(), 1);
            for (HasMetadata object : objects) {
                store.remove(object.getClass(), ResourceKey.of(object));
                compareWithNew(remembering, settings, store, golden.name() + ", " + ResourceKey.of(object));
                store.put(object);
                compareWithNew(remembering, settings, store, golden.name() + ", " + ResourceKey.of(object));
            }
        }
    }

    /** As an API server keeps them: with a uid, and a generation that only specifications raise. */
    @Test
    void statusesOfGatewaysMakeNoDifferenceAndNewSpecificationsDo() {
        for (GoldenCase golden : GoldenCase.all()) {
            ResourceStore store = new ResourceStore();
            golden.objects().forEach(store::put);
            CompileSettings settings = settings(golden);
            Compiler remembering = new Compiler(settings);
            for (Gateway gateway : golden.snapshot().all(Gateway.class)) {
                Gateway stored = stored(gateway, 1);
                store.put(stored);
                compareWithNew(remembering, settings, store, golden.name() + ", stored");
                store.put(new GatewayBuilder(stored)
                        .withNewStatus()
                        .addNewAddress("IPAddress", "192.0.2.1")
                        .endStatus()
                        .build());
                compareWithNew(remembering, settings, store, golden.name() + ", another status");
                store.put(new GatewayBuilder(stored(gateway, 2))
                        .editSpec()
                        .withGatewayClassName("of-somebody-else")
                        .endSpec()
                        .build());
                compareWithNew(remembering, settings, store, golden.name() + ", another specification");
                store.put(stored);
            }
        }
    }

    private static Gateway stored(Gateway gateway, long generation) {
        return new GatewayBuilder(gateway)
                .editMetadata()
                .withUid(gateway.getMetadata().getName())
                .withGeneration(generation)
                .endMetadata()
                .build();
    }

    private static void compareWithNew(
            Compiler remembering, CompileSettings settings, ResourceStore store, String when) {
        ResourceSnapshot snapshot = store.snapshot();
        assertSame(remembering.compile(snapshot, 1), new Compiler(settings).compile(snapshot, 1), when);
    }

    /** Where Gateways share the proxy's ports, they keep what they were given. */
    private static CompileSettings settings(GoldenCase golden) {
        return golden.snapshot().all(Gateway.class).size() > 1 ? SETTINGS : golden.settings();
    }

    private static List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        GoldenCase.all().forEach(golden -> objects.addAll(golden.objects()));
        return objects;
    }

    private static void assertSame(Compilation remembered, Compilation anew, String when) {
        assertThat(TableDocument.of(remembered.table())).as(when).isEqualTo(TableDocument.of(anew.table()));
        assertThat(remembered.table().equals(anew.table())).as(when).isTrue();
        assertThat(remembered.statuses()).as(when).isEqualTo(anew.statuses());
        assertThat(remembered.infrastructure()).as(when).isEqualTo(anew.infrastructure());
    }
}

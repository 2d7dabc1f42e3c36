package dev.sluice.property;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.compile.Compiler;
import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever a user writes becomes a condition, never an exception: in the objects of the golden cases, one value at a
 * time is replaced by a strange one or left out.
 */
class StrangeObjectsPropertyTest {
    private static final int CHANGES = 1_500;
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    /** What no API server lets anyone leave out. */
    private static final Set<String> REQUIRED = Set.of("apiVersion", "kind", "metadata", "name", "namespace", "port");

    private static final List<String> STRANGE = List.of("", " ", "*", "x/ y*", "-1", "\u0000", "ü".repeat(300));

    private Random random = new Random(0);
    private String place = "";

    @Test
    void nothingThrows() {
        List<GoldenCase> cases = GoldenCase.all();
        for (long seed = 0; seed < CHANGES; seed++) {
            random = new Random(seed);
            place = "";
            GoldenCase golden = cases.get(random.nextInt(cases.size()));
            List<HasMetadata> objects = golden.objects();
            int index = random.nextInt(objects.size());
            objects.set(index, changed(objects.get(index)));
            assertThatCode(() -> {
                        ResourceSnapshot snapshot = ResourceSnapshot.of(objects);
                        new Compiler(golden.settings()).compile(snapshot, 1);
                        ReadyEndpoints.ofAll(snapshot);
                    })
                    .as("seed %s: %s, %s%s", seed, golden, objects.get(index).getKind(), place)
                    .doesNotThrowAnyException();
        }
    }

    @SuppressWarnings("unchecked")
    private HasMetadata changed(HasMetadata object) {
        Map<String, Object> map = JSON.unmarshal(JSON.asJson(object), Map.class);
        change(map);
        return JSON.unmarshal(JSON.asJson(map), object.getClass());
    }

    @SuppressWarnings("unchecked")
    private void change(Map<String, Object> map) {
        List<String> keys = new ArrayList<>(map.keySet());
        keys.removeAll(List.of("apiVersion", "kind", "metadata"));
        if (keys.isEmpty()) {
            return;
        }
        String key = keys.get(random.nextInt(keys.size()));
        place += "." + key;
        if (random.nextInt(8) == 0 && !REQUIRED.contains(key)) {
            map.remove(key);
            return;
        }
        switch (map.get(key)) {
            case Map<?, ?> inner -> change((Map<String, Object>) inner);
            case List<?> list -> change((List<Object>) list);
            case String _ -> map.put(key, STRANGE.get(random.nextInt(STRANGE.size())));
            case Integer _ -> map.put(key, random.nextBoolean() ? -1 : 0);
            case null, default -> {}
        }
    }

    @SuppressWarnings("unchecked")
    private void change(List<Object> list) {
        if (list.isEmpty()) {
            return;
        }
        int index = random.nextInt(list.size());
        place += "[" + index + "]";
        switch (list.get(index)) {
            case Map<?, ?> inner -> change((Map<String, Object>) inner);
            case String _ -> list.set(index, STRANGE.get(random.nextInt(STRANGE.size())));
            case null, default -> list.clear();
        }
    }
}

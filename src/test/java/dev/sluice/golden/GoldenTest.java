package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.routing.TableDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Compiles the input of every golden case and compares table, statuses and the answers to its requests.
 * {@code -Dgolden.update=true} rewrites {@code routes.yaml} and {@code status.yaml}; the diff is to be reviewed.
 */
class GoldenTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCase.all().stream().map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }

    private static void check(GoldenCase golden) throws IOException {
        assertThat(golden.unusedFiles()).as("files that nothing reads").isEmpty();
        Compilation compilation = golden.compile();
        compare(golden.directory().resolve("routes.yaml"), TableDocument.of(compilation.table()));
        compare(golden.directory().resolve("status.yaml"), StatusText.of(compilation));
        for (GoldenCase.GoldenExchange exchange : golden.exchanges()) {
            GoldenExpectation expected = exchange.expectation();
            SelectedAnswer actual = SelectedAnswer.of(compilation.table(), golden, exchange.request());
            assertThat(actual.rule()).as("rule of %s", exchange.request()).isEqualTo(expected.rule());
            assertThat(actual.backends())
                    .as("backends of %s", exchange.request())
                    .isEqualTo(expected.backends());
            if (expected.hasStatus()) {
                assertThat(actual.status())
                        .as("status of %s", exchange.request())
                        .isEqualTo(expected.status());
            }
        }
    }

    private static void compare(Path file, Map<String, Object> actual) throws IOException {
        String text = yaml().dump(unshared(actual));
        if (UPDATE) {
            Files.writeString(file, text);
        } else {
            assertThat(text).as(file.toString()).isEqualTo(Files.readString(file));
        }
    }

    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(options);
    }

    /** A deep copy: the writer would give a list that occurs twice, such as the empty one, an anchor. */
    private static Object unshared(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, entry) -> copy.put(key, unshared(entry)));
                yield copy;
            }
            case List<?> list ->
                new ArrayList<>(list.stream().map(GoldenTest::unshared).toList());
            default -> value;
        };
    }
}

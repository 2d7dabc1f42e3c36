package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/conditions.md is made of the comments of {@code Condition} and {@code Reason}, and of where the golden cases have
 * them; so a reason without a case, or a case with a reason that is not one of these, fails.
 */
class ConditionsPageTest {
    private static final Path STATUS = Path.of("src/main/java/dev/sluice/status");
    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public static final String \\w+ =\\s+\"(\\w+)\";", Pattern.DOTALL);
    private static final Pattern WRITTEN = Pattern.compile("(True|False|Unknown) (\\w+): .*", Pattern.DOTALL);

    /** Where reasons stand that come after the compilation; KeptServiceTest, ServedStatusesTest and ServiceRefusalTest have them. */
    private static final List<String> LATER = List.of(
            "Gateway: Programmed False NoResources",
            "Gateway: Programmed False Pending",
            "Gateway: Programmed False PortUnavailable",
            "Gateway: Programmed False ProxyRefused",
            "Gateway: Programmed False ServiceRefused",
            "listener: Programmed False PortUnavailable",
            "ListenerSet: Programmed False Invalid",
            "ListenerSet: Programmed False PortUnavailable");

    private final Map<String, Set<String>> placesOfTypes = new TreeMap<>();
    /** By reason and kind: the types with the status. */
    private final Map<String, Map<String, Set<String>>> placesOfReasons = new TreeMap<>();

    @Test
    void pageSaysWhatIsWritten() throws IOException {
        LATER.forEach(line -> {
            String[] words = line.split(":? ");
            written(words[0], words[1], words[2], words[3]);
        });
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/compile"))) {
            for (Path file : files.filter(path -> path.endsWith("status.yaml")).toList()) {
                objects(new ObjectMapper(new YAMLFactory()).readTree(file.toFile()));
            }
        }
        Map<String, String> types = constants("Condition.java");
        Map<String, String> reasons = constants("Reason.java");
        assertThat(placesOfTypes.keySet()).isEqualTo(types.keySet());
        assertThat(placesOfReasons.keySet()).isEqualTo(reasons.keySet());

        StringBuilder page = new StringBuilder("""
                # Conditions

                Everything that Sluice writes into statuses. A message always says what is wrong with which field, and what helps;
                this page says what is behind it. "listener" are the listeners of Gateways and ListenerSets, "route" the parents of
                routes of all kinds. `sluice validate` shows the same conditions for files.

                ## Types

                | type | of | what it says |
                | --- | --- | --- |
                """);
        types.forEach((type, text) ->
                page.append("| `%s` | %s | %s |\n".formatted(type, String.join(", ", placesOfTypes.get(type)), text)));
        StringBuilder good = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        reasons.forEach((reason, text) -> {
            String[] parts = text.split(" Remedy: ", 2);
            List<String> where = new ArrayList<>();
            placesOfReasons.get(reason).forEach((place, values) -> where.add(place + ": " + String.join(", ", values)));
            String row = "| `%s` | %s | %s |".formatted(reason, String.join("; ", where), parts[0]);
            if (parts.length == 1) {
                good.append(row).append("\n");
            } else {
                bad.append("%s %s%s |\n"
                        .formatted(row, parts[1].substring(0, 1).toUpperCase(Locale.ROOT), parts[1].substring(1)));
            }
        });
        page.append("""

                ## Reasons

                | reason | where | what it means | remedy |
                | --- | --- | --- | --- |
                """).append(bad).append("""

                ## Where nothing is wrong

                | reason | where | what it means |
                | --- | --- | --- |
                """).append(good);
        GeneratedPage.isUpToDate(Path.of("docs/conditions.md"), page.toString());
    }

    /** By the value that is written. */
    private static Map<String, String> constants(String file) throws IOException {
        Map<String, String> constants = new TreeMap<>();
        Matcher constant = CONSTANT.matcher(Files.readString(STATUS.resolve(file)));
        while (constant.find()) {
            constants.put(
                    constant.group(2),
                    constant.group(1).replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip());
        }
        return constants;
    }

    private void objects(JsonNode document) {
        for (JsonNode group : document) {
            for (Map.Entry<String, JsonNode> object : group.properties()) {
                String kind = object.getKey().replaceFirst(" .*", "");
                String place = kind.endsWith("Route") ? "route" : kind;
                JsonNode status = object.getValue();
                conditions(place, status);
                status.path("listeners").forEach(listener -> conditions("listener", listener));
                status.path("parents").forEach(parent -> conditions(place, parent));
                status.path("ancestors").forEach(ancestor -> conditions(place, ancestor));
            }
        }
    }

    private void conditions(String place, JsonNode status) {
        for (Map.Entry<String, JsonNode> condition : status.path("conditions").properties()) {
            Matcher value = WRITTEN.matcher(condition.getValue().textValue());
            assertThat(value.matches()).isTrue();
            written(place, condition.getKey(), value.group(1), value.group(2));
        }
    }

    private void written(String place, String type, String status, String reason) {
        placesOfTypes.computeIfAbsent(type, _ -> new TreeSet<>()).add(place);
        placesOfReasons
                .computeIfAbsent(reason, _ -> new TreeMap<>())
                .computeIfAbsent(place, _ -> new TreeSet<>())
                .add("`" + type + "` " + status);
    }
}

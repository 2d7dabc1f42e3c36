package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/gatewayparameters.md is made from the schema of the CRD. */
class GatewayParametersPageTest {
    private static final Path DEFINITION = Path.of("src/main/kubernetes/gatewayparameters.yaml");

    /** How descriptions tell a default, because one in the schema would win over what the class says. */
    private static final Pattern UNSAID = Pattern.compile("(?:^|; )(\\w+) if nothing is said\\.");

    @Test
    void pageSaysWhatTheSchemaSays() throws IOException {
        JsonNode version = new ObjectMapper(new YAMLFactory())
                .readTree(DEFINITION.toFile())
                .at("/spec/versions/0");
        JsonNode schema = version.at("/schema/openAPIV3Schema");
        StringBuilder page = new StringBuilder(
                """
                # GatewayParameters

                %s

                A GatewayClass refers to an object of this kind by `parametersRef` with its namespace, a Gateway by
                `infrastructure.parametersRef` to one of its own namespace; the group is `sluice.dev`, the version `%s`.
                """.formatted(text(schema), version.path("name").textValue()));
        for (Map.Entry<String, JsonNode> part :
                schema.at("/properties/spec/properties").properties()) {
            page.append("\n## spec.").append(part.getKey()).append("\n\n").append(text(part.getValue()));
            page.append("\n\n| field | type | default | what it says |\n| --- | --- | --- | --- |\n");
            List<String> rules = new ArrayList<>();
            fields(page, rules, "", part.getValue());
            if (!rules.isEmpty()) {
                page.append("\nRefused, with these words:\n\n");
                rules.forEach(rule -> page.append("- ").append(rule).append("\n"));
            }
        }
        GeneratedPage.isUpToDate(Path.of("docs/gatewayparameters.md"), page.toString());
    }

    private static void fields(StringBuilder page, List<String> rules, String prefix, JsonNode schema) {
        for (JsonNode rule : schema.path("x-kubernetes-validations")) {
            rules.add(rule.path("message").textValue());
        }
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            Matcher unsaid = UNSAID.matcher(text(value));
            boolean fallback = unsaid.find();
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            name,
                            type(value),
                            fallback ? "`" + unsaid.group(1) + "`" : "",
                            fallback ? unsaid.replaceFirst(".") : text(value)));
            fields(page, rules, name + ".", value);
            fields(page, rules, name + "[].", value.path("items"));
        }
    }

    private static String type(JsonNode schema) {
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> values.add("`" + value.asText() + "`"));
            return String.join(", ", values);
        }
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return "integer or percentage";
        }
        return switch (schema.path("type").asText()) {
            case "array" -> "list of " + type(schema.path("items")) + most(schema, "maxItems");
            case "object" ->
                schema.has("additionalProperties")
                        ? "map of " + type(schema.get("additionalProperties")) + most(schema, "maxProperties")
                        : schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                                ? "object of Kubernetes"
                                : "object";
            case "integer" ->
                "integer"
                        + (schema.has("minimum") ? ", " + schema.get("minimum") + " to " + schema.get("maximum") : "");
            case "string" -> schema.path("format").asText("string");
            default -> schema.path("type").asText();
        };
    }

    private static String most(JsonNode schema, String limit) {
        return schema.has(limit) ? ", at most " + schema.get(limit) : "";
    }

    private static String text(JsonNode schema) {
        assertThat(schema.path("description").asText())
                .as("description of %s", schema)
                .isNotBlank();
        return schema.get("description").textValue().strip();
    }
}

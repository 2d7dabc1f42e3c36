package dev.sluice.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.ClusterProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real Helm and kubectl render, held against the manifests. Needs their programs of conformance/cluster and conformance/olm. */
@Tag("cluster")
class ChartClusterTest {
    /** What an object has because Helm installs it. */
    private static final List<String> LABELS_OF_HELM = List.of("helm.sh/chart", "app.kubernetes.io/managed-by");

    private record Output(int status, String out, String err) {}

    private static Output run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ClusterProgram.of(program).toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("sluice-chart", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Output(process.waitFor(), out, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }

    private static Output helm(String... values) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("template", "sluice", Chart.SOURCE.toString(), "--namespace=sluice-system", "--skip-tests"));
        for (String value : values) {
            arguments.add("--set-json");
            arguments.add(value);
        }
        return run("helm", arguments.toArray(String[]::new));
    }

    private static Map<String, ObjectNode> rendered(String... values) throws IOException, InterruptedException {
        Output output = helm(values);
        assertThat(output.err()).isEmpty();
        return byName(output.out());
    }

    private static Map<String, ObjectNode> byName(String yaml) throws IOException {
        Path file = Files.createTempFile("sluice-chart", ".yaml");
        try {
            Files.writeString(file, yaml);
            return byName(Yaml.readAll(file));
        } finally {
            Files.delete(file);
        }
    }

    private static Map<String, ObjectNode> byName(List<ObjectNode> objects) {
        Map<String, ObjectNode> byName = new TreeMap<>();
        for (ObjectNode object : objects) {
            byName.put(
                    object.get("kind").asText() + " "
                            + object.at("/metadata/name").asText(),
                    object);
        }
        assertThat(byName).hasSameSizeAs(objects);
        return byName;
    }

    private static Map<String, ObjectNode> manifests() throws IOException {
        return byName(Manifests.of(Release.development()).objects());
    }

    @Test
    void theRenderedManifestIsWhatKubectlRenders() throws Exception {
        assertThat(byName(
                        run("kubectl", "kustomize", Manifests.SOURCE.toString()).out()))
                .isEqualTo(manifests());
    }

    @Test
    void withItsDefaultsTheChartIsTheManifests() throws Exception {
        Map<String, ObjectNode> chart = rendered();
        chart.values().forEach(object -> ((ObjectNode) object.at("/metadata/labels")).remove(LABELS_OF_HELM));
        ObjectNode definition =
                (ObjectNode) Objects.requireNonNull(chart.get("CustomResourceDefinition gatewayparameters.sluice.dev"))
                        .get("metadata");
        assertThat(definition.remove("annotations").toString()).isEqualTo("{\"helm.sh/resource-policy\":\"keep\"}");
        Map<String, ObjectNode> wanted = manifests();
        // Helm makes it by --create-namespace.
        wanted.remove("Namespace sluice-system");

        assertThat(chart).isEqualTo(wanted);
    }

    @Test
    void componentsAreTheSameInTheChart() throws Exception {
        Map<String, ObjectNode> chart =
                rendered("networkPolicy.create=true", "monitoring.create=true", "dashboard.create=true");
        chart.keySet().removeAll(manifests().keySet());
        Path overlay = Files.createDirectories(Path.of("target/overlay"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                resources: [../../src/main/kubernetes]
                components:
                  - ../../src/main/kubernetes/components/network-policy
                  - ../../src/main/kubernetes/components/monitoring
                """);
        Map<String, ObjectNode> kustomized =
                byName(run("kubectl", "kustomize", overlay.toString()).out());
        kustomized.keySet().removeAll(manifests().keySet());

        assertThat(chart).hasSize(3).hasSameSizeAs(kustomized);
        kustomized.forEach((name, object) -> {
            ObjectNode made = Objects.requireNonNull(chart.get(name), name);
            assertThat(made.get("spec")).as(name).isEqualTo(object.get("spec"));
            assertThat(made.get("data")).as(name).isEqualTo(object.get("data"));
            object.at("/metadata/labels")
                    .properties()
                    .forEach(label -> assertThat(made.at("/metadata/labels").get(label.getKey()))
                            .as("%s: %s", name, label.getKey())
                            .isEqualTo(label.getValue()));
        });
    }

    @Test
    void twoReleasesShareNoObject() throws Exception {
        Map<String, ObjectNode> second = byName(run(
                        "helm",
                        "template",
                        "second",
                        Chart.SOURCE.toString(),
                        "--namespace=second",
                        "--set=controllerName=example.com/second,gatewayClass.name=second,crds.create=false",
                        "--set=rbac.userRoles=false")
                .out());

        assertThat(second.keySet()).doesNotContainAnyElementsOf(manifests().keySet());
        ObjectNode deployment = Objects.requireNonNull(second.get("Deployment second-sluice"));
        assertThat(environment(deployment))
                .containsEntry("SLUICE_CONTROLLER_NAME", "example.com/second")
                .containsEntry("SLUICE_FEED_HOSTS", "second-sluice-controller.second.svc");
    }

    @Test
    void settingsAreEnvironmentVariables() throws Exception {
        ObjectNode deployment = Objects.requireNonNull(rendered(
                        "settings={\"sluice.proxy.drain-timeout\":\"40s\",\"sluice.management-port\":9900,"
                                + "\"sluice.proxy.limits.connections\":2000000,\"sluice.proxy.paths.merge-slashes\":false}",
                        "extraEnv=[{\"name\":\"TZ\",\"value\":\"UTC\"}]")
                .get("Deployment sluice"));

        assertThat(environment(deployment))
                .containsEntry("SLUICE_PROXY_DRAIN_TIMEOUT", "40s")
                .containsEntry("SLUICE_MANAGEMENT_PORT", "9900")
                .containsEntry("SLUICE_PROXY_LIMITS_CONNECTIONS", "2000000")
                .containsEntry("SLUICE_PROXY_PATHS_MERGE_SLASHES", "false")
                .containsEntry("TZ", "UTC");
        assertThat(deployment
                        .at("/spec/template/spec/containers/0/ports/0/containerPort")
                        .asInt())
                .isEqualTo(9900);
    }

    private static Map<String, String> environment(ObjectNode deployment) {
        Map<String, String> environment = new TreeMap<>();
        for (JsonNode variable : deployment.at("/spec/template/spec/containers/0/env")) {
            environment.put(
                    variable.get("name").asText(), variable.path("value").asText());
        }
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "'image.digest=\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"',"
                + "localhost/sluice@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        "'image.tag=\"\"', localhost/sluice:VERSION",
        "'image={\"repository\":\"registry.example.com/sluice\",\"tag\":\"1.2\"}', registry.example.com/sluice:1.2",
    })
    void imagesAreNamedByTagOrDigest(String value, String image) throws Exception {
        assertThat(Objects.requireNonNull(rendered(value).get("Deployment sluice"))
                        .at("/spec/template/spec/containers/0/image")
                        .asText())
                .isEqualTo(image.replace("VERSION", Release.development().version()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas=\"three\"",
                "replicas=-1",
                "replica=3",
                "image.pullPolicy=\"Sometimes\"",
                "image.digest=\"latest\"",
                "controllerName=\"sluice\"",
                "settings={\"drain-timeout\":\"30s\"}",
                "settings={\"sluice.proxy\":{\"drain-timeout\":\"30s\"}}",
                "gatewayClass.name=\"Not_A_Name\"",
                "podDisruptionBudget.maxUnavailable=0",
                "podLabels={\"app.kubernetes.io/name\":\"other\"}",
                "priorityClass.value=2000000000",
            })
    void valuesThatBreakTheSchemaAreRefused(String value) throws Exception {
        Output output = helm(value);

        assertThat(output.status()).isNotZero();
        assertThat(output.err()).contains("values don't meet the specifications of the schema");
    }

    @Test
    void helmFindsNothingToComplainOf() throws Exception {
        Output output = run("helm", "lint", "--strict", Chart.SOURCE.toString());

        assertThat(output.out()).contains("0 chart(s) failed").doesNotContain("[WARNING]", "[ERROR]");
        assertThat(output.status()).isZero();
    }
}

package dev.sluice.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.ClusterProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategicMergeTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, labels: {a: "1", b: "2"}}
            spec:
              template:
                metadata: {labels: {app: d}}
                spec:
                  nodeSelector: {disk: ssd}
                  tolerations: [{key: a, operator: Exists}]
                  topologySpreadConstraints:
                    - {topologyKey: zone, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}
                  containers:
                    - name: sluice
                      image: one
                      args: [proxy]
                      env: [{name: A, value: a}, {name: B, value: b}]
                      ports: [{name: management, containerPort: 9000}]
                      volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {}}, {name: kept, emptyDir: {medium: Memory}}]
            """;

    @TempDir
    Path directory;

    private static Map<String, Object> tree(String yaml) throws IOException {
        return YAML.readValue(yaml, new TypeReference<>() {});
    }

    private static JsonNode patched(String patch) throws IOException {
        Map<String, Object> read = tree(patch);
        assertThat(StrategicMerge.flaw(read)).isNull();
        return YAML.valueToTree(StrategicMerge.apply(tree(DEPLOYMENT), read));
    }

    /** What kubectl makes of them is the reference. */
    @ParameterizedTest
    @Tag("cluster")
    @ValueSource(
            strings = {
                "{metadata: {labels: {a: null, c: '3'}, annotations: {n: m}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, env: [{name: B, value: c}, {name: C, value: d}]}]}}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, env: [{name: A, $patch: delete}]}]}}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, env: [{$patch: replace}, {name: Z, value: z}]}]}}}}",
                "{spec: {template: {spec: {containers: [{name: more, image: more}]}}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, ports: [{containerPort: 9000, name: other}]}]}}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, volumeMounts: [{mountPath: /more, name: tmp}]}]}}}}",
                "{spec: {template: {spec: {containers: [{name: sluice, args: [a, b]}]}}}}",
                "{spec: {template: {spec: {tolerations: [{key: b, operator: Exists}]}}}}",
                "{spec: {template: {spec: {nodeSelector: {$patch: replace, arch: arm64}}}}}",
                "{spec: {template: {spec: {nodeSelector: {$patch: delete}}}}}",
                "{spec: {template: {spec: {nodeSelector: null, hostNetwork: true}}}}",
                "{spec: {template: {spec: {volumes: [{name: tmp, $retainKeys: [name, hostPath], hostPath: {path: /x}}]}}}}",
                "{spec: {template: {spec: {volumes: [{name: kept, emptyDir: {sizeLimit: 1Gi}}]}}}}",
                "{spec: {template: {spec: {hostAliases: [{ip: 192.0.2.1, hostnames: [a]}], imagePullSecrets: [{name: s}]}}}}",
                "{spec: {template: {spec: {topologySpreadConstraints: [{topologyKey: zone, maxSkew: 2}]}}}}"
            })
    void isWhatKubectlMakesOfIt(String patch) throws Exception {
        Path object = Files.writeString(directory.resolve("object.yaml"), DEPLOYMENT);
        Path read = Files.writeString(
                directory.resolve("patch.json"),
                new ObjectMapper().writeValueAsString(tree(patch)),
                StandardCharsets.UTF_8);
        Path out = directory.resolve("out.json");
        Process kubectl = new ProcessBuilder(
                        ClusterProgram.of("kubectl").toString(),
                        "patch",
                        "--local",
                        "--type=strategic",
                        "-f",
                        object.toString(),
                        "--patch-file=" + read,
                        "-o",
                        "json")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(kubectl.waitFor()).isZero();
        assertThat(sorted(patched(patch))).isEqualTo(sorted(new ObjectMapper().readTree(out.toFile())));
    }

    /** The order of fields, and of items with a key, has no meaning; kubectl puts new ones first. */
    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(sorted(item)));
            if (!items.isEmpty() && items.getFirst() instanceof Map) {
                items.sort(Comparator.comparing(Object::toString));
            }
            return items;
        }
        return node;
    }

    @Test
    void listsWithAKeyAreMergedAndOthersReplaced() throws IOException {
        JsonNode spec = patched("""
                        spec:
                          template:
                            spec:
                              tolerations: [{key: b}]
                              containers:
                                - {name: sluice, env: [{name: B, value: c}, {name: A, $patch: delete}]}
                                - {name: more}
                        """).at("/spec/template/spec");
        assertThat(spec.get("tolerations").toString()).isEqualTo("[{\"key\":\"b\"}]");
        assertThat(spec.at("/containers/0/env").toString()).isEqualTo("[{\"name\":\"B\",\"value\":\"c\"}]");
        assertThat(spec.at("/containers/0/image").asText()).isEqualTo("one");
        assertThat(spec.at("/containers/1/name").asText()).isEqualTo("more");
    }

    @Test
    void whatAPatchLacksIsTold() throws IOException {
        assertThat(StrategicMerge.flaw(tree("{spec: {containers: [{image: x}]}}")))
                .isEqualTo("spec.containers[0].name: is needed, for the items of this list are known by it");
        assertThat(StrategicMerge.flaw(tree("{spec: {containers: [x]}}")))
                .isEqualTo("spec.containers[0]: is not an object");
        assertThat(StrategicMerge.flaw(tree("{spec: {$patch: other}}")))
                .isEqualTo("spec.$patch: is replace, delete or merge");
    }
}

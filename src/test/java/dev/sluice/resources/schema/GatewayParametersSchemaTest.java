package dev.sluice.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.resources.document.Chunk;
import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our own definition, as it is installed and as files are checked against it. */
class GatewayParametersSchemaTest {
    private static final Path DEFINITION = Path.of("src/main/kubernetes/gatewayparameters.yaml");
    private static final Path BUILT_IN = Path.of("src/main/resources/schemas/sluice.dev/GatewayParameters.json");

    /** {@code -Dgolden.update=true} writes the schema anew. */
    @Test
    void filesAreCheckedAgainstWhatIsInstalled() throws IOException {
        ObjectNode schema = (ObjectNode) new ObjectMapper(new YAMLFactory())
                .readTree(DEFINITION.toFile())
                .at("/spec/versions/0/schema/openAPIV3Schema");
        ((ObjectNode) schema.get("properties")).remove(List.of("apiVersion", "kind", "metadata"));
        dropDescriptions(schema);
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(BUILT_IN.getParent());
            Files.writeString(BUILT_IN, json.writeValueAsString(schema) + "\n");
        }

        assertThat(json.readTree(BUILT_IN.toFile())).isEqualTo(schema);
    }

    private static void dropDescriptions(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("description");
        }
        node.forEach(GatewayParametersSchemaTest::dropDescriptions);
    }

    private static List<String> violations(String spec) throws DocumentException {
        DocumentReader reader = new DocumentReader(ReadLimits.DEFAULT);
        Chunk chunk = reader.cut("spec: " + spec).getFirst();
        return new Schemas()
                        .of("sluice.dev", "GatewayParameters")
                        .check((Node.Mapping) reader.parse(chunk).getFirst())
                        .violations()
                        .stream()
                        .map(violation -> violation.field() + " " + violation.reason())
                        .toList();
    }

    @Test
    void whatIsSoundPasses() throws DocumentException {
        assertThat(violations("{}")).isEmpty();
        assertThat(violations(
                        "{service: {type: NodePort, externalTrafficPolicy: Local, nodePorts: [{port: 80, nodePort:"
                                + " 30080}, {port: 443, nodePort: 30443}]}}"))
                .isEmpty();
        assertThat(violations("{service: {loadBalancerClass: example.com/nlb, loadBalancerSourceRanges: [192.0.2.0/24,"
                        + " '2001:db8::/32'], labels: {team: edge}, annotations: {example.com/scheme: internal}}}"))
                .isEmpty();
        assertThat(violations("{deployment: {mode: Dedicated, resources: {limits: {cpu: 2, memory: 1Gi}}, nodeSelector:"
                        + " {edge: 'true'}, tolerations: [{key: edge, operator: Exists}], affinity: {podAntiAffinity:"
                        + " {}}, autoscaling: {minReplicas: 2, maxReplicas: 9}, disruptionBudget: {maxUnavailable:"
                        + " 10%}, settings: {proxy.drain-timeout: 10s}}}"))
                .isEmpty();
    }

    @Test
    void whatIsNotIsNamed() throws DocumentException {
        assertThat(violations("{service: {type: ExternalName}}"))
                .singleElement()
                .asString()
                .contains("type");
        assertThat(violations("{service: {type: NodePort, loadBalancerClass: a}}"))
                .singleElement()
                .asString()
                .contains("loadBalancerClass needs type LoadBalancer");
        assertThat(violations("{service: {type: ClusterIP, externalTrafficPolicy: Local}}"))
                .singleElement()
                .asString()
                .contains("externalTrafficPolicy needs type");
        assertThat(violations("{service: {loadBalancerSourceRanges: [192.0.2.0/33]}}"))
                .singleElement()
                .asString()
                .contains("loadBalancerSourceRanges[0]");
        assertThat(violations("{service: {nodePorts: [{port: 80, nodePort: 1}, {port: 81, nodePort: 1}]}}"))
                .singleElement()
                .asString()
                .contains("nodePort must be unique");
        assertThat(violations("{service: {labels: {gateway.networking.k8s.io/gateway-name: other}}}"))
                .singleElement()
                .asString()
                .contains("set by Sluice");
        assertThat(violations("{deployments: {}}")).singleElement().asString().contains("deployment");
        assertThat(violations("{deployment: {mode: Other}}"))
                .singleElement()
                .asString()
                .contains("mode");
        assertThat(violations("{deployment: {replicas: 2, autoscaling: {maxReplicas: 3}}}"))
                .singleElement()
                .asString()
                .contains("exclude each other");
        assertThat(violations("{deployment: {autoscaling: {minReplicas: 4, maxReplicas: 3}}}"))
                .singleElement()
                .asString()
                .contains("minReplicas");
        assertThat(violations("{deployment: {disruptionBudget: {minAvailable: 1, maxUnavailable: 10%}}}"))
                .singleElement()
                .asString()
                .contains("one of minAvailable");
        assertThat(violations("{deployment: {settings: {feed.port: '1'}}}"))
                .singleElement()
                .asString()
                .contains("settings begin with");
    }
}

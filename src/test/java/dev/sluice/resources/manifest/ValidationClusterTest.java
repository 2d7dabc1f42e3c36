package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our verdict on objects against that of a real API server, by {@code kubectl apply --dry-run=server}. */
@Tag("cluster")
class ValidationClusterTest {
    /** What the server says: empty if it takes the object. */
    private static String refusedByServer(String manifest) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder(
                        "conformance/cluster/kubectl", "apply", "--dry-run=server", "--validate=strict", "-f", "-")
                .redirectErrorStream(true)
                .start();
        try (var in = kubectl.getOutputStream()) {
            in.write(manifest.getBytes(UTF_8));
        }
        String said = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
        return kubectl.waitFor() == 0 ? "" : said;
    }

    private static List<String> refusedByUs(String manifest) {
        List<String> reasons = new ArrayList<>();
        for (Problem problem : new ManifestParser(UnknownFields.ERROR)
                .parse("f", manifest.getBytes(UTF_8), null)
                .problems()) {
            if (problem.isError()) {
                reasons.add(problem.toString());
            }
        }
        return reasons;
    }

    private static void compare(SoftAssertions softly, String name, String manifest)
            throws IOException, InterruptedException {
        String server = refusedByServer(manifest);
        List<String> ours = refusedByUs(manifest);
        softly.assertThat(ours.isEmpty())
                .as(() -> name + "\n" + manifest + "\nserver: " + server + "\nours: " + ours)
                .isEqualTo(server.isEmpty());
    }

    @Test
    void theSameObjectsAreRefused() throws IOException, InterruptedException {
        SoftAssertions softly = new SoftAssertions();
        for (Refused refused : Refused.all()) {
            compare(softly, refused.name(), refused.text());
        }
        softly.assertAll();
    }

    @Test
    void theSameObjectsAreTaken() throws IOException, InterruptedException {
        SoftAssertions softly = new SoftAssertions();
        for (String taken : List.of(
                Refused.GATEWAY, Refused.ROUTE, Refused.SERVICE, Refused.SLICE, Refused.SECRET, Refused.CLASS)) {
            compare(softly, "good", taken);
            compare(softly, "v1beta1", taken.replace("k8s.io/v1\nkind: G", "k8s.io/v1beta1\nkind: G"));
        }
        softly.assertAll();
    }

    @Test
    void theInvalidExamplesOfTheGatewayApiAreRefusedByBoth() throws IOException, InterruptedException {
        Path examples = Needed.inGatewayApiModule("hack/invalid-examples");
        SoftAssertions softly = new SoftAssertions();
        try (Stream<Path> files = Files.walk(examples)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                compare(softly, file.toString(), Files.readString(file));
            }
        }
        softly.assertAll();
    }

    /**
     * Corners where implementations differ: each is held against the server, whatever it says. One is not
     * here, for we alone refuse it: a key that appears twice in a map, of which kubectl takes the last.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatewayClassName: sluice -> gatewayClassName: sluice\n  infrastructure: ~",
                "gatewayClassName: sluice -> gatewayClassName: sluice\n  addresses: ~",
                "gatewayClassName: sluice -> gatewayClassName: yes",
                "gatewayClassName: sluice -> gatewayClassName: 1.0",
                "gatewayClassName: sluice -> gatewayClassName: ''",
                "port: 80 -> port: 80.0",
                "port: 80 -> port: 0x50",
                "port: 80 -> port: 80\n      tls: {}",
                "port: 80 -> port: 80\n      allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}",
                "port: 80 -> port: 80\n      allowedRoutes: {namespaces: {selector: {matchExpressions: [{key: a, operator: Huh}]}}}",
                "port: 80 -> port: 80\n      allowedRoutes: {kinds: [{kind: HTTPRoute}, {kind: HTTPRoute}]}",
                "name: gw -> name: gw\n  annotations: {A/B: c}",
                "name: gw -> name: gw\n  annotations: {a.b/C: 'd'}",
                "name: gw -> name: gw\n  annotations:",
                "name: gw -> name: gw\n  labels: {'': c}",
                "name: gw -> name: gw\n  labels: {a: ~}",
                "name: gw -> name: 17",
                "name: gw -> name: g.w",
                "name: gw -> name: gw.",
                "name: gw -> name: gw\n  creationTimestamp: yesterday",
                "name: gw -> name: gw\n  creationTimestamp: 2020-01-01T00:00:00Z",
                "name: gw -> name: gw\n  finalizers: [a]",
                "spec: -> status: {}\nspec:",
                "spec: -> status: {conditions: 7}\nspec:",
                "spec: -> data: {}\nspec:"
            })
    void corners(String change) throws IOException, InterruptedException {
        int arrow = change.indexOf(" -> ");
        SoftAssertions softly = new SoftAssertions();
        compare(softly, change, Refused.GATEWAY.replaceFirst(change.substring(0, arrow), change.substring(arrow + 4)));
        softly.assertAll();
    }

    @Test
    void theTutorialIsTakenButForItsLoopbackAddress() throws IOException, InterruptedException {
        assertThat(refusedByServer(Files.readString(Path.of("examples/tutorial/gateway.yaml"))))
                .isEmpty();
        assertThat(refusedByServer(Files.readString(Path.of("examples/tutorial/route.yaml"))))
                .isEmpty();
        assertThat(refusedByServer(Files.readString(Path.of("examples/tutorial/service.yaml"))))
                .contains("127.0.0.1", "loopback");
    }
}

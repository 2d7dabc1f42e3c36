package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceCommandTest {
    private static final Path TUTORIAL = Path.of("examples/tutorial");

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String stdin = "";

    private Choice run(boolean inCluster, String... arguments) {
        return new SluiceCommand(
                        new ByteArrayInputStream(stdin.getBytes(UTF_8)), new PrintWriter(out), new PrintWriter(err))
                .run(inCluster, arguments);
    }

    private int exit(String... arguments) {
        Choice choice = run(false, arguments);
        assertThat(choice).isInstanceOf(Choice.Exit.class);
        return ((Choice.Exit) choice).code();
    }

    private Path tutorialWith(String file, String from, String to) throws IOException {
        for (String name : new String[] {"gateway.yaml", "route.yaml", "service.yaml"}) {
            String text = Files.readString(TUTORIAL.resolve(name));
            if (name.equals(file)) {
                assertThat(text).contains(from);
            }
            Files.writeString(temp.resolve(name), name.equals(file) ? text.replace(from, to) : text);
        }
        return temp;
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(exit("--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: sluice", "standalone", "operator", "validate", "--version")
                .doesNotContain("\u001b");
        assertThat(exit("validate", "-h")).isZero();
        assertThat(out.toString()).contains("Usage: sluice validate", "--output", "PATH");
        assertThat(exit("--version")).isZero();
        assertThat(out.toString()).containsPattern("sluice \\d+\\.\\d+\\.\\d+");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsAProblem() throws IOException {
        Path directory = tutorialWith("", "", "");
        Path link = Files.createSymbolicLink(directory.resolve("more.yaml"), Path.of("nowhere.yaml"));
        assertThat(exit("validate", directory.toString())).isEqualTo(1);
        assertThat(out.toString() + err).contains(link.toString(), "the link leads nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "frobnicate", "--nope", "standalone", "standalone a b", "validate", "validate -o xml x"})
    void aWrongCommandLineIsTwo(String line) {
        assertThat(exit(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("sluice: ").contains("Usage:");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatServesIsReturned() {
        assertThat(run(false, "standalone", "some/dir")).isEqualTo(new Choice.Standalone(Path.of("some/dir")));
        assertThat(run(false, "operator")).isEqualTo(new Choice.Operator());
        assertThat(run(true, "proxy")).isEqualTo(new Choice.Proxy());
        assertThat(run(true)).isEqualTo(new Choice.Operator());
    }

    @Test
    void theTutorialIsValid() {
        assertThat(exit("validate", TUTORIAL.toString()))
                .as(() -> err + "\n" + out)
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .containsPattern(
                        "default/tutorial-gw +sluice +127\\.0\\.0\\.1 +http +8080 +HTTP +\\*\\.example\\.com +1 +yes")
                .containsPattern("HTTPRoute default/tutorial-route +\\*\\.example\\.com +tutorial-gw")
                .contains("Everything is as it should be.");
    }

    @Test
    void statusesArePrintedAsYamlAndJson() throws IOException {
        assertThat(exit("validate", "-o", "json", TUTORIAL.toString())).isZero();
        JsonNode list = new ObjectMapper().readTree(out.toString());
        assertThat(list.at("/kind").asText()).isEqualTo("List");
        assertThat(list.at("/items").findValuesAsText("kind")).contains("GatewayClass", "Gateway", "HTTPRoute");
        assertThat(list.at("/items/1/status/addresses/0/value").asText()).isEqualTo("127.0.0.1");
        assertThat(list.at("/items/2/status/parents/0/conditions/0/observedGeneration")
                        .asInt())
                .isEqualTo(1);
        out.getBuffer().setLength(0);
        assertThat(exit("validate", "--output=yaml", TUTORIAL.toString())).isZero();
        assertThat(out.toString()).startsWith("apiVersion: v1\nkind: List\nitems:\n");
    }

    /** YAML 1.1 and 1.2 take many a plain word and number for something else than a string. */
    @Test
    void theYamlReadsTheSameForEveryReader() throws IOException {
        String text = Files.readString(TUTORIAL.resolve("gateway.yaml")).replace("- name: http", "- name: \"on\"");
        tutorialWith("gateway.yaml", Files.readString(TUTORIAL.resolve("gateway.yaml")), text);
        exit("validate", "-o", "yaml", temp.toString());
        assertThat(out.toString())
                .contains("status: \"True\"\n", "lastTransitionTime: \"1970-01-01T00:00:00Z\"\n", "name: \"on\"\n")
                .contains("  kind: Gateway\n", "value: \"127.0.0.1\"\n", "observedGeneration: 1\n");
    }

    /** Which addresses can be had is the cluster's to say. */
    @Test
    void addressesOfAClusterAreValidAndOthersTypesAreNot() throws IOException {
        String addresses = "gatewayClassName: sluice\n  addresses: [{value: 203.0.113.10}, {type: Hostname, value:"
                + " www.example.com}]";
        tutorialWith("gateway.yaml", "gatewayClassName: sluice", addresses);
        assertThat(exit("validate", temp.toString())).as(out::toString).isZero();
        assertThat(out.toString()).contains("203.0.113.10");
        tutorialWith("gateway.yaml", "gatewayClassName: sluice", addresses.replace("Hostname", "example.com/Other"));
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("UnsupportedAddress");
    }

    @Test
    void aBackendThatIsMissingIsOne() throws IOException {
        tutorialWith("route.yaml", "name: nginx", "name: apache");
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("NOT AS IT SHOULD BE")
                .containsPattern(
                        "HTTPRoute default/tutorial-route +parent tutorial-gw +ResolvedRefs=False +BackendNotFound");
    }

    @Test
    void aParentThatIsMissingIsOne() throws IOException {
        tutorialWith("route.yaml", "name: tutorial-gw", "name: other-gw");
        assertThat(exit("validate", "-o", "json", temp.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("HTTPRoute default/tutorial-route", "there is no Gateway default/other-gw");
    }

    @Test
    void aClassThatIsMissingIsOneAndAForeignOneIsNot() throws IOException {
        tutorialWith("gateway.yaml", "gatewayClassName: sluice", "gatewayClassName: other");
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("there is no GatewayClass other");
        Files.writeString(
                temp.resolve("class.yaml"),
                "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: other}\n"
                        + "spec: {controllerName: example.com/other}\n");
        out.getBuffer().setLength(0);
        assertThat(exit("validate", temp.toString())).as(out::toString).isZero();
    }

    @Test
    void theClassIsThereWithoutBeingWritten() throws IOException {
        String text = Files.readString(TUTORIAL.resolve("gateway.yaml"));
        tutorialWith("gateway.yaml", text, text.substring(text.indexOf("---")));
        assertThat(exit("validate", temp.toString())).as(out::toString).isZero();
    }

    @Test
    void aBrokenFileIsOneAndNamesThePlace() throws IOException {
        tutorialWith("service.yaml", "port: 80\n", "port: [80\n");
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(err.toString()).containsPattern("service\\.yaml:\\d+:\\d+: error: ");
        tutorialWith("service.yaml", "  name: nginx\n", "  name: nginx\n  nmae: x\n");
        out.getBuffer().setLength(0);
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(out.toString()).endsWith("1 error in files.\n");
        assertThat(exit("validate", "--unknown-fields=warn", temp.toString())).isZero();
    }

    @Test
    void whatCannotBeReadIsTwoAndNothingIsOne() {
        assertThat(exit("validate", temp.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("nowhere");
        assertThat(exit("validate", temp.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no objects");
    }

    @Test
    void standardInputIsRead() {
        stdin = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: x}\nspec: [";
        assertThat(exit("validate", "-")).isEqualTo(1);
        assertThat(err.toString()).contains("<stdin>:");
    }

    @Test
    void explainsARequestThatIsServed() {
        assertThat(exit("explain", "-f", TUTORIAL.toString(), "http://www.example.com:8080/a"))
                .isZero();
        assertThat(out.toString())
                .contains("Gateway default/tutorial-gw, port 8080")
                .contains("taken by listener http")
                .contains("> HTTPRoute/default/tutorial-route/0 (*; path prefix /): matches")
                .contains("backend default/nginx:80, HTTP1: 1 endpoint is ready: 127.0.0.1:")
                .contains("answer: forwarded.");
    }

    @Test
    void explainsWhyARequestIsNotServedAndWhatToChange() throws IOException {
        Path files = tutorialWith("route.yaml", "type: PathPrefix\n            value: /", "value: /shop");
        assertThat(exit("explain", "-f", files.toString(), "POST http://www.example.com:8080/shopping"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("path prefix /shop): no, the path /shopping goes on within the prefix's last element")
                .contains("answer: 404. Listener http takes the host, but none of the 1 matches of its routes holds.")
                .contains("remedy: Attach a route");
        assertThat(exit("explain", "-f", files.toString(), "http://www.example.org:8080/"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("No listener of this port has a hostname that www.example.org falls under");
        assertThat(exit("explain", "-f", files.toString(), "https://www.example.com/"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("No Gateway has a listener for HTTPS on port 443.");
    }

    @Test
    void explainsRoutesThatAreNotAttachedAndBackendsThatDoNotResolve() throws IOException {
        Path files = tutorialWith("route.yaml", "name: nginx", "name: apache");
        assertThat(exit("explain", "-f", files.toString(), "http://www.example.com:8080/"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("answer: 500. A backendRef does not resolve")
                .contains("remedy: Mend the backendRefs of HTTPRoute default/tutorial-route, rule 0.")
                .contains(
                        "HTTPRoute default/tutorial-route, parent tutorial-gw: ResolvedRefs is False (BackendNotFound)");
    }

    @Test
    void explanationsAreDocumentsToo() throws IOException {
        assertThat(exit(
                        "explain",
                        "-o",
                        "json",
                        "-f",
                        TUTORIAL.toString(),
                        "-H",
                        "Host: www.example.com",
                        "http://127.0.0.1:8080/"))
                .isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.at("/served").asBoolean()).isTrue();
        assertThat(document.at("/ports/0/rules/0/chosen").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://example.com/", "http://exa mple/", "http://example.com:99999/", "GET /a", "http://a/%00"})
    void whatIsNoRequestIsTwo(String request) {
        assertThat(exit("explain", "-f", TUTORIAL.toString(), request)).isEqualTo(2);
        assertThat(err.toString()).startsWith("sluice: ").contains("Usage: sluice explain");
    }
}

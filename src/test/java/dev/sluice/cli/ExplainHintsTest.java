package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code sluice explain} finds where a request has no answer. */
class ExplainHintsTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: sluice
              listeners:
                - {name: http, port: 8080, protocol: HTTP}
            ---
            """;
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: shop}
            spec:
              parentRefs: [{name: edge}]
              hostnames: [shop.example.com]
              rules:
                - filters:
                    - {type: RequestRedirect, requestRedirect: {hostname: www.example.com}}
            """;
    private static final String URL = "http://shop.example.com:8080/";

    private final StringWriter out = new StringWriter();

    private int explain(String files, String... arguments) {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of("explain", "-f", "-"));
        all.addAll(List.of(arguments));
        Choice choice = new SluiceCommand(
                        new ByteArrayInputStream(files.getBytes(StandardCharsets.UTF_8)),
                        new PrintWriter(out),
                        new PrintWriter(new StringWriter()))
                .run(false, all.toArray(String[]::new));
        return choice instanceof Choice.Exit(int code) ? code : -1;
    }

    @Test
    void aMisspeltParentIsNamed() {
        assertThat(explain(GATEWAY + ROUTE.replace("[{name: edge}]", "[{name: egde}]"), URL))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("answer: 404.")
                .contains("HTTPRoute default/shop, parent egde: no status (NoSuchParent):"
                        + " there is no Gateway default/egde; is edge meant?");
        explain(GATEWAY.replace("{name: edge}", "{name: edge, namespace: infra}") + ROUTE, URL);
        assertThat(out.toString())
                .contains("there is no Gateway default/edge;"
                        + " there is one in namespace infra, which the reference has to name");
        explain(GATEWAY + ROUTE.replace("edge", "egde").replace("shop.example", "other.example"), URL);
        assertThat(out.toString()).doesNotContain("NoSuchParent");
    }

    @Test
    void aMissingParentIsNamedBesideOneOfItsNameThatTookTheRoute() {
        explain(GATEWAY + ROUTE.replace("[{name: edge}]", "[{name: edge}, {kind: ListenerSet, name: edge}]"), URL);
        assertThat(out.toString()).contains("no status (NoSuchParent): there is no ListenerSet default/edge");
    }

    @Test
    void aMisspeltClassIsNamed() {
        assertThat(explain(GATEWAY.replace("ClassName: sluice", "ClassName: slucie") + ROUTE, URL))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("answer: none. No Gateway has a listener for HTTP on port 8080.")
                .contains("Gateway default/edge: no status (NoSuchGatewayClass):"
                        + " there is no GatewayClass slucie; is sluice meant?");
    }

    @Test
    void aMisspeltParentOfAListenerSetIsNamed() {
        String set = """
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: ListenerSet
                metadata: {name: team}
                spec:
                  parentRef: {name: egde}
                  listeners: [{name: more, port: 8081, protocol: HTTP, hostname: shop.example.com}]
                """;
        assertThat(explain(GATEWAY + ROUTE + set, "http://shop.example.com:8081/"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("ListenerSet default/team: no status (NoSuchParent):"
                        + " there is no Gateway default/egde; is edge meant?");
    }

    @Test
    void aPortWhereNobodyListensIsNoAnswer() throws IOException {
        assertThat(explain(GATEWAY + ROUTE, "http://shop.example.com/")).isEqualTo(1);
        assertThat(out.toString())
                .contains("  answer: none. No Gateway has a listener for HTTP on port 80.\n"
                        + "  remedy: Ask on a port that is served: default/edge port 8080.\n"
                        + "\nOn the ports that are served it would be:\n"
                        + "\nGateway default/edge, port 8080\n")
                .contains("answer: 302");
        assertThat(explain(GATEWAY + ROUTE, "https://shop.example.com:8080/")).isEqualTo(1);
        assertThat(out.toString())
                .contains("answer: none. No Gateway has a listener for HTTPS on port 8080.")
                .contains("remedy: Port 8080 of Gateway default/edge is for HTTP.");
        explain(GATEWAY + ROUTE, "-o", "json", "http://shop.example.com/");
        var document = new ObjectMapper().readTree(out.toString());
        assertThat(document.at("/served").asBoolean()).isFalse();
        assertThat(document.at("/answer").asText()).isEqualTo("none");
    }
}

package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.ImpliedClass;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.ManifestSet;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static String render(String manifests) {
        ManifestSet set =
                new ManifestSet(() -> Instant.EPOCH, ImpliedClass.of(CompileSettings.DEFAULT_CONTROLLER_NAME));
        set.put(new ManifestParser().parse("f.yaml", manifests.getBytes(UTF_8), null));
        ResourceSnapshot snapshot = ResourceSnapshot.of(set.apply().changed());
        CompileSettings settings = new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new CompileSettings.Addressing.Pool(List.of("127.0.0.0/8")));
        return StatusTable.render(
                snapshot, new Compiler(settings).compile(snapshot, 1).statuses());
    }

    @Test
    void nothingIsSaidPlainly() {
        assertThat(render("# empty\n")).isEqualTo("No Gateway is served.\n");
    }

    @Test
    void everyListenerRouteAndFlawHasItsLine() {
        assertThat(render("""
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: edge, namespace: infra}
                        spec:
                          gatewayClassName: sluice
                          listeners:
                            - {name: web, port: 8080, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
                            - {name: odd, port: 8081, protocol: example.com/odd}
                          allowedListeners: {namespaces: {from: All}}
                        ---
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: ListenerSet
                        metadata: {name: more}
                        spec:
                          parentRef: {name: edge, namespace: infra}
                          listeners: [{name: web, port: 8082, protocol: HTTP, hostname: more.example}]
                        ---
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: ListenerSet
                        metadata: {name: lonely}
                        spec:
                          parentRef: {name: gone}
                          listeners: [{name: web, port: 8082, protocol: HTTP}]
                        ---
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: HTTPRoute
                        metadata: {name: shop}
                        spec:
                          parentRefs: [{name: edge, namespace: infra, sectionName: web}, {name: gone}, {kind: ListenerSet, name: none}]
                          hostnames: [a.example, b.example]
                          rules: [{backendRefs: [{name: missing, port: 80}]}]
                        ---
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: other}
                        spec: {gatewayClassName: other, listeners: [{name: a, port: 80, protocol: HTTP}]}
                        """))
                .containsPattern("(?m)^infra/edge +sluice +127.0.0.1 +web +8080 +HTTP +\\* +1 +yes$")
                .containsPattern("(?m)^infra/edge +sluice +127.0.0.1 +odd +8081 +example.com/odd +\\* +0 +no$")
                .containsPattern(
                        "(?m)^infra/edge +sluice +127.0.0.1 +default/more/web +8082 +HTTP +more.example +0 +yes$")
                .containsPattern(
                        "(?m)^ListenerSet default/lonely +- +no status +NoSuchParent +there is no Gateway default/gone$")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent ListenerSet none +no status +NoSuchParent +there is no ListenerSet default/none$")
                .containsPattern("(?m)^HTTPRoute default/shop +a.example,b.example +infra/edge web$")
                .containsPattern("(?m)^Gateway infra/edge +listener odd +Accepted=False +UnsupportedProtocol +\\S")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent infra/edge web +ResolvedRefs=False +BackendNotFound +\\S")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent gone +no status +NoSuchParent +there is no Gateway default/gone$")
                .containsPattern(
                        "(?m)^Gateway default/other +- +no status +NoSuchGatewayClass +there is no GatewayClass other$")
                .doesNotContain("as it should be.");
    }
}

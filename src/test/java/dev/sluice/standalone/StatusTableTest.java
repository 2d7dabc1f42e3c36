package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ImpliedClass;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.UnknownFields;
import dev.sluice.routing.RouteTable;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static String render(String manifests) {
        ManifestSet set =
                new ManifestSet(() -> Instant.EPOCH, ImpliedClass.of(CompileSettings.DEFAULT_CONTROLLER_NAME));
        set.put(new ManifestParser(UnknownFields.ERROR).parse("f.yaml", manifests.getBytes(UTF_8), null));
        Changes changes = set.apply();
        CompileSettings settings = new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new CompileSettings.Addressing.Pool(List.of("127.0.0.0/8")));
        Compilation compilation = new Compiler(settings).compile(ResourceSnapshot.of(changes.changed()), 1);
        return new StatusTable(
                        new ServedState(compilation, compilation.statuses(), changes.problems(), changes.places()),
                        true)
                .whole();
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
                        "(?m)^ListenerSet default/lonely +- +no status +NoSuchParent +f.yaml:18 +there is no Gateway default/gone$")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent ListenerSet none +no status +NoSuchParent +f.yaml:25 +there is no ListenerSet default/none$")
                .containsPattern("(?m)^HTTPRoute default/shop +a.example,b.example +infra/edge web$")
                .containsPattern(
                        "(?m)^Gateway infra/edge +listener odd +Accepted=False +UnsupportedProtocol +f.yaml:1 +\\S")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent infra/edge web +ResolvedRefs=False +BackendNotFound +f.yaml:25 +\\S")
                .containsPattern(
                        "(?m)^HTTPRoute default/shop +parent gone +no status +NoSuchParent +f.yaml:25 +there is no Gateway default/gone$")
                .containsPattern(
                        "(?m)^Gateway default/other +- +no status +NoSuchGatewayClass +f.yaml:33 +there is no GatewayClass other$")
                .endsWith("7 conditions are not as they should be.\n");
    }

    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: sluice
              listeners:
                - name: web
                  port: 8080
                  protocol: HTTP
                  hostname: "*.example.com"
                  allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}
            ---
            """;

    private static String route(String namespace, String hostnames, String backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop, namespace: %s}
                spec:
                  parentRefs: [{name: edge, namespace: default}]
                  hostnames: %s
                  rules: [{backendRefs: [{name: %s, port: 80}]}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {ports: [{name: http, port: 80}]}
                ---
                """.formatted(namespace, hostnames, backend, backend, namespace);
    }

    private static String slice(String name, String service, String portName, String conditions) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: %s}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1], conditions: {%s}}]
                ports: [{name: "%s", port: 8081}]
                ---
                """.formatted(name, service, conditions, portName);
    }

    private static final String SHOP =
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: shop}}\n---\n";

    @Test
    void hostnamesAreThoseUnderWhichARouteIsServed() {
        assertThat(render(SHOP + GATEWAY + route("shop", "['*.com', a.example.com, b.example.org]", "b")))
                .containsPattern("(?m)^HTTPRoute shop/shop +\\*.example.com,a.example.com +default/edge$");
    }

    @Test
    void aSelectorThatFindsNoLabelsIsExplained() {
        assertThat(render(GATEWAY + route("shop", "[a.example.com]", "b")))
                .containsPattern("NotAllowedByListeners .*; no file gives the Namespace shop labels");
        assertThat(render(SHOP.replace("team: shop", "team: other") + GATEWAY + route("shop", "[a.example.com]", "b")))
                .contains("NotAllowedByListeners")
                .doesNotContain("no file gives");
    }

    @Test
    void whyABackendHasNoEndpointsIsSaid() {
        String all = SHOP + GATEWAY + route("shop", "[a.example.com]", "b");
        assertThat(render(all))
                .containsPattern("shop/b:80 +HTTPRoute shop/shop +no EndpointSlice in namespace shop has the label"
                        + " kubernetes.io/service-name: b\n")
                .as("it is no condition")
                .endsWith("1 backend has no endpoints; all else is as it should be.\n");
        assertThat(render(all + "---\nkind: Nothing\n")).endsWith("1 error in files; 1 backend has no endpoints.\n");
        assertThat(render(all + slice("b-1", "b", "web", "")))
                .contains("the Service's port 80 is named http, but its EndpointSlices have named web");
        assertThat(render(all + slice("b-1", "b", "http", "ready: false")))
                .contains("none of its 1 endpoints is ready");
        assertThat(render(all + slice("b-1", "b", "http", ""))).doesNotContain("WITHOUT ENDPOINTS");
    }

    /** Whatever nothing reads is named; which kinds that are is not written down anywhere. */
    @Test
    void objectsThatNothingReadsAreNamedWithTheirPlace() {
        ManifestSet set = new ManifestSet(() -> Instant.EPOCH, List.of());
        set.put(new ManifestParser(UnknownFields.ERROR).parse("f.yaml", (SHOP + GATEWAY).getBytes(UTF_8), null));
        Changes changes = set.apply();
        ResourceSnapshot unread = ResourceSnapshot.of(changes.changed());
        Compilation nobodyLooked = new Compilation(unread, new RouteTable(1, List.of()), Statuses.NONE, List.of());
        ServedState state =
                new ServedState(nobodyLooked, nobodyLooked.statuses(), changes.problems(), changes.places());
        assertThat(Flaws.of(state))
                .singleElement()
                .hasToString("f.yaml:5: Gateway default/edge: no status: NotServed: objects of the kind Gateway are not"
                        + " served; this one has no effect");
        unread.all(Gateway.class);
        assertThat(Flaws.of(state)).extracting(Flaw::reason).containsExactly("NoSuchGatewayClass");
    }

    @Test
    void errorsInFilesAreNotAsTheyShouldBe() {
        assertThat(render(SHOP + GATEWAY + "kind: Nothing\n"))
                .endsWith("1 error in files; what could be read is as it should be.\n");
        assertThat(
                        render(
                                SHOP + GATEWAY
                                        + "---\nkind: Nothing\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  nmae: b\n"))
                .endsWith("2 errors in files; what could be read is as it should be.\n");
    }
}

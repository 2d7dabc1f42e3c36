package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults and validation of single objects, as an API server would do them. */
class AdmissionTest {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata:
              name: gw
            spec:
              gatewayClassName: sluice
              listeners:
                - name: http
                  port: 80
                  protocol: HTTP
            """;
    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: shop
            spec:
              parentRefs:
                - name: gw
              rules:
                - backendRefs:
                    - name: shop
                      port: 80
            """;
    private static final String RULE = "- backendRefs:\n        - name: shop\n          port: 80";
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: shop
            spec:
              ports:
                - name: http
                  port: 80
            """;
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: shop
            addressType: IPv4
            endpoints:
              - addresses: [10.0.0.1]
            ports:
              - port: 80
            """;
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: cert
            type: kubernetes.io/tls
            data:
              tls.crt: YQ==
              tls.key: YQ==
            """;
    private static final String CLASS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata:
              name: sluice
            spec:
              controllerName: sluice.dev/gateway-controller
            """;

    private final ManifestSet set = new ManifestSet(() -> Instant.EPOCH, List.of());

    private Changes put(String text) {
        set.put(new ManifestParser().parse("f.yaml", text.getBytes(UTF_8), null));
        return set.apply();
    }

    private static String base(String name) {
        return switch (name) {
            case "Gateway" -> GATEWAY;
            case "HTTPRoute" -> ROUTE;
            case "Service" -> SERVICE;
            case "EndpointSlice" -> SLICE;
            case "Secret" -> SECRET;
            default -> CLASS;
        };
    }

    private <T extends HasMetadata> T admitted(Class<T> type, String text) {
        Changes changes = put(text);
        assertThat(changes.problems()).isEmpty();
        return type.cast(changes.changed().getFirst());
    }

    @Test
    void gatewaysGetTheirDefaults() {
        Gateway gateway = admitted(Gateway.class, GATEWAY);
        assertThat(gateway.getSpec()
                        .getListeners()
                        .getFirst()
                        .getAllowedRoutes()
                        .getNamespaces()
                        .getFrom())
                .isEqualTo("Same");
    }

    @Test
    void routesGetTheirDefaults() {
        HTTPRoute route = admitted(HTTPRoute.class, ROUTE);
        assertThat(route.getSpec().getParentRefs().getFirst().getGroup()).isEqualTo("gateway.networking.k8s.io");
        assertThat(route.getSpec().getParentRefs().getFirst().getKind()).isEqualTo("Gateway");
        var rule = route.getSpec().getRules().getFirst();
        assertThat(rule.getMatches()).singleElement().satisfies(match -> {
            assertThat(match.getPath().getType()).isEqualTo("PathPrefix");
            assertThat(match.getPath().getValue()).isEqualTo("/");
        });
        assertThat(rule.getBackendRefs().getFirst().getWeight()).isEqualTo(1);
        assertThat(rule.getBackendRefs().getFirst().getKind()).isEqualTo("Service");
        assertThat(rule.getBackendRefs().getFirst().getGroup()).isEmpty();
        String none = ROUTE.substring(0, ROUTE.indexOf("  rules:"));
        assertThat(admitted(HTTPRoute.class, none).getSpec().getRules()).hasSize(1);
    }

    @Test
    void servicesGetTheirDefaults() {
        Service service = admitted(Service.class, SERVICE);
        assertThat(service.getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(service.getSpec().getPorts().getFirst().getProtocol()).isEqualTo("TCP");
    }

    @Test
    void loopbackEndpointsAreTaken() {
        assertThat(put(SLICE.replace("10.0.0.1", "127.0.0.1")).problems()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // structure
                "Gateway | gatewayClassName: sluice -> gatewayClassName: 7 | 6:21 spec.gatewayClassName: must be a string, not an integer (7)",
                "Gateway | gatewayClassName: sluice -> addresses: [] | 5:1 spec.gatewayClassName: required value is missing",
                "Gateway | port: 80 -> port: '80' | 9:13 spec.listeners[0].port: must be an integer, not a string (\"80\")",
                "Gateway | port: 80 -> port: 0 | 9:13 spec.listeners[0].port: 0 is less than 1",
                "Gateway | port: 80 -> port: 99999999999999999999 | 9:13 spec.listeners[0].port: must be an integer, not a number (1.0E20)",
                "Gateway | name: http -> name: 'A B' | 8:13 spec.listeners[0].name: \"A B\" does not match",
                "Gateway | protocol: HTTP -> protocol: HTTP\\n      allowedRoutes: {namespaces: {from: Some}} | spec.listeners[0].allowedRoutes.namespaces.from: unsupported value \"Some\": supported values are \"All\", \"Selector\", \"Same\"",
                "Gateway | gatewayClassName: sluice -> gatewayClassName: ~ | 6:21 spec.gatewayClassName: must be a string, not null",
                "Gateway | spec: -> spek: | 5:1 spek: unknown field; it is dropped; is spec meant?",
                "Gateway | port: 80 -> port: 80\\n      hostnames: x | 10:7 spec.listeners[0].hostnames: unknown field; it is dropped; is hostname meant?",
                "Gateway | gatewayClassName: sluice -> gatewayClassName: sluice\\n  addresses: [{value: nope}] | spec.addresses[0].value: \"nope\" is no IPv4 address, and \"nope\" is no IPv6 address",
                "HTTPRoute | rules: -> hostnames: [a, 'b*']\\n  rules: | 8:18 spec.hostnames[1]: \"b*\" does not match",
                "HTTPRoute | - name: gw -> - {} | 7:7 spec.parentRefs[0].name: required value is missing",
                "HTTPRoute | port: 80 -> port: 80\\n          weight: 2000000 | spec.rules[0].backendRefs[0].weight: 2000000 is greater than 1000000",
                "HTTPRoute | RULE -> - {matches: 7} | spec.rules[0].matches: must be an array, not an integer (7)",
                "HTTPRoute | RULE -> - {matches: [{headers: [{name: a, value: b}, {name: a, value: c}]}]} | spec.rules[0].matches[0].headers[1]: duplicate value [name] [a]",
                "HTTPRoute | RULE -> - {matches: [{method: FETCH}]} | spec.rules[0].matches[0].method: unsupported value",
                "HTTPRoute | RULE -> - {timeouts: {request: 1 minute}} | spec.rules[0].timeouts.request: \"1 minute\" does not match",
                // rules
                "Gateway | protocol: HTTP -> protocol: TCP\\n      hostname: a.b | 7:3 spec.listeners: hostname must not be specified for protocols",
                "Gateway | port: 80 -> tls: {mode: Terminate}\\n      port: 80 | 7:3 spec.listeners: tls must not be specified for protocols",
                "Gateway | - name: http -> - {name: two, port: 80, protocol: HTTP}\\n    - name: http | 7:3 spec.listeners: Combination of port, protocol and hostname must be unique for each listener",
                "HTTPRoute | port: 80 -> weight: 1 | 10:11 spec.rules[0].backendRefs[0]: Must have port for Service reference",
                "HTTPRoute | RULE -> - {matches: [{path: {value: x}}]} | spec.rules[0].matches[0].path: value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
                "HTTPRoute | RULE -> - {matches: [{path: {value: /a/../b}}]} | spec.rules[0].matches[0].path: must not contain '/../'",
                "HTTPRoute | RULE -> - {filters: [{type: URLRewrite}]} | spec.rules[0].filters[0]: filter.urlRewrite must be specified for URLRewrite filter.type",
                "HTTPRoute | RULE -> - {filters: [{type: RequestRedirect, requestRedirect: {}}, {type: URLRewrite, urlRewrite: {}}]} | spec.rules[0].filters: May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both",
                "HTTPRoute | RULE -> - {timeouts: {request: 500ms, backendRequest: 1s}} | spec.rules[0].timeouts: backendRequest timeout cannot be longer than request timeout",
                "HTTPRoute | - name: gw -> - {name: gw}\\n    - {name: gw, sectionName: a} | 6:3 spec.parentRefs: sectionName must be specified when parentRefs includes 2 or more references to the same parent",
                "HTTPRoute | - name: gw -> - {name: gw, sectionName: a}\\n    - {name: gw, sectionName: a} | 6:3 spec.parentRefs: sectionName must be unique when parentRefs includes 2 or more references to the same parent",
                // names and metadata
                "HTTPRoute | name: shop -> name: Shop | 4:9 metadata.name: a name of HTTPRoute is at most 253",
                "Service | name: shop -> name: a.b | 4:9 metadata.name: a name of Service is at most 63",
                "HTTPRoute | name: shop -> name: shop\\n  labels: {a: 1} | metadata.labels[a]: must be a string, not an integer (1)",
                "HTTPRoute | name: shop -> name: shop\\n  labels: {a: '-'} | metadata.labels[a]: \"-\" does not match",
                "HTTPRoute | name: shop -> name: shop\\n  labels: {a/b/c: d} | metadata.labels: a key is a name of at most 63",
                "HTTPRoute | name: shop -> name: shop\\n  namespace: A | metadata.namespace: \"A\" does not match",
                "HTTPRoute | name: shop -> name: shop\\n  lables: {} | metadata.lables: unknown field; it is dropped; is labels meant?",
                // core kinds
                "Service | port: 80 -> port: 70000 | 8:13 spec.ports[0].port: 70000 is greater than 65535",
                "Service | port: 80 -> portt: 80 | 8:7 spec.ports[0].portt: unknown field; it is dropped; is port meant?",
                "Service | - name: http -> - {port: 81}\\n    - name: http | spec.ports: every port needs a name where there are several",
                "Service | - name: http -> - {name: x, port: 80}\\n    - name: http | spec.ports[1]: duplicate value [port, protocol] [80, TCP]",
                "Service | - name: http -> - {name: http, port: 81}\\n    - name: http | spec.ports: the names of ports must be different",
                "Service | port: 80 -> port: 80\\n      targetPort: 0 | spec.ports[0].targetPort: 0 is less than 1",
                "Service | ports: -> type: Cluster\\n  ports: | 6:9 spec.type: unsupported value \"Cluster\"",
                "EndpointSlice | 10.0.0.1 -> 10.0.0.256 | 1:1 : the addresses must be IPv4 addresses, as addressType says",
                "EndpointSlice | addressType: IPv4 -> addressType: IPv6 | 1:1 : the addresses must be IPv6 addresses, as addressType says",
                "EndpointSlice | 10.0.0.1 ->  | 7:5 endpoints[0].addresses: has 0 items, but must have at least 1",
                "Secret | tls.key: YQ== -> other: YQ== | 1:1 : a Secret of type kubernetes.io/tls needs data[tls.key]",
                "Secret | tls.key: YQ== -> tls.key: '%%' | 8:12 data[tls.key]: \"%%\" is no base64",
                "Secret | tls.key: YQ== -> 'a b': YQ== | data: a key is made of at most 253",
                "GatewayClass | sluice.dev/gateway-controller -> sluice | spec.controllerName: \"sluice\" does not match"
            })
    void whatIsRefusedNamesPlaceFieldAndReason(String kind, String change, String expected) {
        int arrow = change.indexOf(" ->");
        String from = change.substring(0, arrow);
        String to = change.substring(arrow + 3).strip().replace("\\n", "\n");
        String wanted = from.equals("RULE") ? RULE : from;
        int at = base(kind).indexOf(wanted);
        String text = base(kind).substring(0, at) + to + base(kind).substring(at + wanted.length());
        assertThat(text).isNotEqualTo(base(kind));
        List<String> problems = put(text).problems().stream()
                .map(problem -> problem.at().line() + ":" + problem.at().column() + " " + problem.field() + ": "
                        + problem.reason())
                .toList();
        assertThat(problems).as(text).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @Test
    void unknownFieldsAreDroppedAndTheRestIsTaken() {
        Changes changes = put(ROUTE.replace("  rules:", "  hostname: a.example\n  rules:"));
        assertThat(changes.changed()).hasSize(2);
        assertThat(changes.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.UNKNOWN_FIELD);
            assertThat(problem.toString())
                    .isEqualTo(
                            "f.yaml:8:3: warning: HTTPRoute default/shop: spec.hostname: unknown field; it is dropped;"
                                    + " is hostnames meant?");
        });
        assertThat(((HTTPRoute) changes.changed().getFirst()).getSpec().getAdditionalProperties())
                .isEmpty();
    }

    @Test
    void whatIsImmutableStays() {
        put(CLASS);
        Changes changes = put("# moved\n---\n" + CLASS.replace("sluice.dev/", "example.com/"));
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems())
                .hasToString("[f.yaml:8:19: error: GatewayClass sluice: spec.controllerName: field is immutable]");
        assertThat(put(CLASS).problems()).isEmpty();
    }
}

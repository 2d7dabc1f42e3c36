package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Defaults and validation of single objects, as an API server would do them. */
class AdmissionTest {
    private final ManifestSet set = new ManifestSet(() -> Instant.EPOCH, List.of());

    private Changes put(String text) {
        set.put(new ManifestParser(UnknownFields.ERROR).parse("f.yaml", text.getBytes(UTF_8), null));
        return set.apply();
    }

    static List<Refused> refused() throws IOException {
        return Refused.all();
    }

    private <T extends HasMetadata> T admitted(Class<T> type, String text) {
        Changes changes = put(text);
        assertThat(changes.problems()).isEmpty();
        return type.cast(changes.changed().getFirst());
    }

    @Test
    void gatewaysGetTheirDefaults() {
        Gateway gateway = admitted(Gateway.class, Refused.GATEWAY);
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
        HTTPRoute route = admitted(HTTPRoute.class, Refused.ROUTE);
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
        String none = Refused.ROUTE.substring(0, Refused.ROUTE.indexOf("  rules:"));
        assertThat(admitted(HTTPRoute.class, none).getSpec().getRules()).hasSize(1);
    }

    @Test
    void servicesGetTheirDefaults() {
        Service service = admitted(Service.class, Refused.SERVICE);
        assertThat(service.getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(service.getSpec().getPorts().getFirst().getProtocol()).isEqualTo("TCP");
    }

    @Test
    void loopbackEndpointsAreTaken() {
        assertThat(put(Refused.SLICE.replace("10.0.0.1", "127.0.0.1")).problems())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsRefusedNamesPlaceFieldAndReason(Refused refused) {
        String text = refused.text();
        String expected = refused.expected();
        List<String> problems = put(text).problems().stream()
                .map(problem -> problem.at().line() + ":" + problem.at().column() + " " + problem.field() + ": "
                        + problem.reason())
                .toList();
        assertThat(problems).as(text).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    private static final String MISSPELT = Refused.ROUTE.replace("  rules:", "  hostname: a.example\n  rules:");

    @Test
    void anObjectWithAnUnknownFieldIsRefusedAndStaysAsItWas() {
        put(Refused.ROUTE);
        Changes changes = put(MISSPELT);
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems())
                .hasToString("[f.yaml:8:3: error: HTTPRoute default/shop: spec.hostname: unknown field;"
                        + " is hostnames meant?]");
    }

    @Test
    void unknownFieldsAreDroppedAndTheRestIsTakenIfTheyOnlyWarn() {
        set.put(new ManifestParser(UnknownFields.WARN).parse("f.yaml", MISSPELT.getBytes(UTF_8), null));
        Changes changes = set.apply();
        assertThat(changes.changed()).hasSize(2);
        assertThat(changes.problems())
                .hasToString("[f.yaml:8:3: warning: HTTPRoute default/shop: spec.hostname: unknown field;"
                        + " is hostnames meant?; the object is taken without it]");
        assertThat(((HTTPRoute) changes.changed().getFirst()).getSpec().getAdditionalProperties())
                .isEmpty();
    }

    @Test
    void whatIsImmutableStays() {
        put(Refused.CLASS);
        Changes changes = put("# moved\n---\n" + Refused.CLASS.replace("sluice.dev/", "example.com/"));
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems())
                .hasToString("[f.yaml:8:19: error: GatewayClass sluice: spec.controllerName: field is immutable]");
        assertThat(put(Refused.CLASS).problems()).isEmpty();
    }
}

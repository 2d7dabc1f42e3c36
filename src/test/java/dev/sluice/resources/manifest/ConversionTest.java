package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that a model takes in more than one form. */
class ConversionTest {
    private static Changes read(String text) {
        ManifestSet set = new ManifestSet(() -> Instant.EPOCH, List.of());
        set.put(new ManifestParser(UnknownFields.ERROR).parse("f.yaml", text.getBytes(UTF_8), null));
        return set.apply();
    }

    @Test
    void aTargetPortIsANumberOrAName() {
        Changes changes = read("""
                apiVersion: v1
                kind: Service
                metadata: {name: nginx}
                spec:
                  ports:
                    - {name: a, port: 80, targetPort: 8080}
                    - {name: b, port: 81, targetPort: http}
                """);
        assertThat(changes.problems()).isEmpty();
        assertThat(changes.changed())
                .filteredOn(Service.class::isInstance)
                .singleElement()
                .satisfies(service -> assertThat(((Service) service).getSpec().getPorts())
                        .extracting(port -> port.getTargetPort())
                        .containsExactly(new IntOrString(8080), new IntOrString("http")));
    }

    @Test
    void routesOfEarlierVersionsNeedNoHostnamesAndMayHaveSeveralRules() {
        Changes changes = read("""
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: TLSRoute
                metadata: {name: tls}
                spec:
                  parentRefs: [{name: gw}]
                  rules: [{backendRefs: [{name: a, port: 443}]}]
                ---
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: TCPRoute
                metadata: {name: tcp}
                spec:
                  parentRefs: [{name: gw}]
                  rules: [{backendRefs: [{name: a, port: 1}]}, {backendRefs: [{name: b, port: 1}]}]
                ---
                apiVersion: gateway.networking.k8s.io/v1alpha3
                kind: TLSRoute
                metadata: {name: later}
                spec:
                  parentRefs: [{name: gw}]
                  rules: [{backendRefs: [{name: a, port: 443}]}]
                """);
        assertThat(changes.changed())
                .extracting(route -> route.getMetadata().getName())
                .contains("tls", "tcp")
                .doesNotContain("later");
        assertThat(changes.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("spec.hostnames: required"));
    }

    @Test
    void policiesOfTheVersionBeforeLookAlike() {
        Changes changes = read("""
                apiVersion: gateway.networking.k8s.io/v1alpha3
                kind: BackendTLSPolicy
                metadata: {name: policy}
                spec:
                  targetRefs: [{group: "", kind: Service, name: backend}]
                  validation: {wellKnownCACertificates: System, hostname: backend.example.com}
                """);
        assertThat(changes.problems()).isEmpty();
        assertThat(changes.changed())
                .filteredOn(BackendTLSPolicy.class::isInstance)
                .singleElement()
                .satisfies(policy -> assertThat(((BackendTLSPolicy) policy)
                                .getSpec()
                                .getValidation()
                                .getHostname())
                        .isEqualTo("backend.example.com"));
    }
}

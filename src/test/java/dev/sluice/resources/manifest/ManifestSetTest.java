package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestSetTest {
    private final ManifestParser parser = new ManifestParser(UnknownFields.ERROR);
    private final ManifestSet set = new ManifestSet(() -> Instant.parse("2026-01-01T00:00:00Z"), List.of());

    private Changes put(String file, String... documents) {
        set.put(parser.parse(file, String.join("\n---\n", documents).getBytes(UTF_8), set.file(file)));
        return set.apply();
    }

    private static String route(String name, String hostname) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + name
                + "}\nspec: {parentRefs: [{name: gw}], hostnames: [" + hostname + "], rules: [{}]}";
    }

    private static List<String> names(List<HasMetadata> objects) {
        return objects.stream()
                .filter(object -> !(object instanceof Namespace))
                .map(object -> ResourceKey.of(object).toString())
                .toList();
    }

    private static <T> T only(Class<T> type, List<HasMetadata> objects) {
        List<T> found =
                objects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void objectsGetAnIdentityAndTheirNamespaceExists() {
        Changes changes = put("a.yaml", route("one", "a.example"), route("two", "b.example"));
        assertThat(changes.problems()).isEmpty();
        assertThat(changes.changed())
                .extracting(object -> ResourceKey.of(object).toString())
                .containsExactly("HTTPRoute default/one", "HTTPRoute default/two", "Namespace default");
        HasMetadata one = changes.changed().getFirst();
        HasMetadata two = changes.changed().get(1);
        assertThat(one.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(one.getMetadata().getUid())
                .isNotEmpty()
                .isNotEqualTo(two.getMetadata().getUid());
        assertThat(one.getMetadata().getCreationTimestamp())
                .isLessThan(two.getMetadata().getCreationTimestamp());
        assertThat(only(Namespace.class, changes.changed()).getMetadata().getLabels())
                .containsEntry("kubernetes.io/metadata.name", "default");
    }

    @Test
    void theGenerationMovesWithTheSpecAndOnlyWithIt() {
        String labelled = route("one", "a.example").replace("{name: one}", "{name: one, labels: {a: b}}");
        HTTPRoute first =
                only(HTTPRoute.class, put("a.yaml", route("one", "a.example")).changed());
        HTTPRoute second = only(HTTPRoute.class, put("a.yaml", labelled).changed());
        HTTPRoute third =
                only(HTTPRoute.class, put("a.yaml", route("one", "b.example")).changed());
        assertThat(List.of(first, second, third))
                .extracting(route -> route.getMetadata().getGeneration())
                .containsExactly(1L, 1L, 2L);
        assertThat(third.getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
        assertThat(third.getMetadata().getCreationTimestamp())
                .isEqualTo(first.getMetadata().getCreationTimestamp());
        assertThat(first.getSpec().getHostnames()).containsExactly("a.example");
    }

    @Test
    void anUnchangedObjectStaysTheSameInstanceAndIsNoChange() {
        put("a.yaml", route("one", "a.example"), route("two", "b.example"));
        Changes changes = put("a.yaml", "# a comment", route("two", "b.example"), route("one", "c.example") + "\n");
        assertThat(names(changes.changed())).containsExactly("HTTPRoute default/one");
        assertThat(changes.removed()).isEmpty();
    }

    @Test
    void anObjectThatCameBackIsAnotherOne() {
        HTTPRoute before =
                only(HTTPRoute.class, put("a.yaml", route("one", "a.example")).changed());
        assertThat(names(put("a.yaml", "# nothing").removed())).containsExactly("HTTPRoute default/one");
        HTTPRoute after =
                only(HTTPRoute.class, put("a.yaml", route("one", "a.example")).changed());
        assertThat(after.getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid());
        assertThat(after.getMetadata().getCreationTimestamp())
                .isGreaterThan(before.getMetadata().getCreationTimestamp());
    }

    @Test
    void aBrokenDocumentHidesNoOtherAndTakesNothingAway() {
        put("a.yaml", route("one", "a.example"), route("two", "b.example"));
        Changes changes = put("a.yaml", "spec: [", route("two", "c.example"), route("three", "d.example"));
        assertThat(names(changes.changed())).containsExactly("HTTPRoute default/two", "HTTPRoute default/three");
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).startsWith("a.yaml:");
            assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
        });
        assertThat(names(put("a.yaml", route("two", "c.example")).removed()))
                .containsExactlyInAnyOrder("HTTPRoute default/one", "HTTPRoute default/three");
    }

    @Test
    void anUnreadableFileTakesNothingAway() {
        put("a.yaml", route("one", "a.example"));
        set.put(parser.unreadable("a.yaml", "the disk is gone"));
        Changes changes = set.apply();
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems()).hasToString("[a.yaml:1:1: error: the disk is gone]");
        set.remove("a.yaml");
        assertThat(names(set.apply().removed())).containsExactly("HTTPRoute default/one");
    }

    @Test
    void aRefusedChangeLeavesTheObjectAsItWas() {
        put("a.yaml", route("one", "a.example"));
        Changes changes = put("a.yaml", route("one", "{b: c}"));
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.object()).isEqualTo("HTTPRoute default/one");
            assertThat(problem.file()).isEqualTo("a.yaml");
        });
    }

    @Test
    void ofTwoWithOneNameSeenTogetherTheFirstFileWinsAndBothPlacesAreNamed() {
        set.put(parser.parse("b.yaml", route("one", "b.example").getBytes(UTF_8), null));
        Changes changes = put("a.yaml", "# first", route("one", "a.example"));
        assertThat(only(HTTPRoute.class, changes.changed()).getSpec().getHostnames())
                .containsExactly("a.example");
        assertThat(changes.problems())
                .singleElement()
                .hasToString("b.yaml:1:1: error: HTTPRoute default/one: metadata.name: is defined twice: here and in"
                        + " a.yaml:3, which is used");
    }

    @Test
    void aCopyTakesNothingFromTheFileThatHoldsAnObject() {
        put("b.yaml", route("one", "b.example"), route("two", "b.example"));
        Changes changes = put("a.yaml", route("one", "a.example"), route("two", "b.example"));
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.problems())
                .extracting(Problem::toString)
                .allMatch(problem -> problem.startsWith("a.yaml:"))
                .anyMatch(problem -> problem.endsWith("is defined twice: here and in b.yaml:1, which is used"));
        assertThat(changes.places().get(new ResourceKey("HTTPRoute", "default", "one")))
                .hasToString("b.yaml:1");
        Changes taken = put("b.yaml", route("two", "b.example"));
        assertThat(only(HTTPRoute.class, taken.changed()).getSpec().getHostnames())
                .containsExactly("a.example");
        assertThat(taken.problems()).hasSize(1);
    }

    @Test
    void listsOfAllKindsAreTakenApart() {
        String gateway =
                "{metadata: {name: %s}, spec: {gatewayClassName: sluice, listeners: [{name: a, port: 80, protocol: HTTP}]}}";
        Changes changes = put(
                "a.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- "
                        + route("one", "a.example").replace("\n", "\n  "),
                "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayList\nitems: [" + gateway.formatted("g1") + ","
                        + gateway.formatted("g2") + "]",
                "apiVersion: v1\nkind: List\nitems: []");
        assertThat(changes.problems()).isEmpty();
        assertThat(names(changes.changed()))
                .containsExactly("HTTPRoute default/one", "Gateway default/g1", "Gateway default/g2");
    }

    @Test
    void oldVersionsBecomeNewOnes() {
        Changes changes = put("a.yaml", route("one", "a.example").replace("/v1\n", "/v1beta1\n"));
        assertThat(only(HTTPRoute.class, changes.changed()).getApiVersion()).isEqualTo("gateway.networking.k8s.io/v1");
    }

    @Test
    void whatTheServerWritesIsNotTakenFromFilesButTheAgeIs() {
        Changes changes = put("a.yaml", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata:
                  name: gw
                  namespace: edge
                  uid: 1234
                  resourceVersion: "17"
                  generation: 9
                  creationTimestamp: 2020-02-02T00:00:00Z
                  annotations:
                spec: {gatewayClassName: sluice, listeners: [{name: a, port: 80, protocol: HTTP}]}
                status: {addresses: [{value: 1.2.3.4}]}
                """);
        Gateway gateway = only(Gateway.class, changes.changed());
        assertThat(gateway.getMetadata().getUid()).isNotEqualTo("1234");
        assertThat(gateway.getMetadata().getResourceVersion()).isNull();
        assertThat(gateway.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(gateway.getMetadata().getCreationTimestamp()).isEqualTo("2020-02-02T00:00:00.000000Z");
        assertThat(gateway.getStatus()).isNull();
    }

    @Test
    void stringDataOfSecretsIsEncoded() {
        Changes changes = put(
                "a.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: YQ==, b: YQ==}\nstringData: {b: bb}");
        Secret secret = only(Secret.class, changes.changed());
        assertThat(secret.getData()).isEqualTo(Map.of("a", "YQ==", "b", "YmI="));
        assertThat(secret.getType()).isEqualTo("Opaque");
        assertThat(secret.getStringData()).isNullOrEmpty();
    }

    @Test
    void whatIsNoServedKindIsNamed() {
        List<Problem> problems = put(
                        "a.yaml",
                        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: nginx}",
                        "apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: HTTPRoute\nmetadata: {name: x}",
                        "apiVersion: gateway.networking.k8s.io/v1\nkind: HttpRoute\nmetadata: {name: x}",
                        "apiVersion: v1\nkind: Gateway\nmetadata: {name: x}",
                        "kind: Service",
                        "[1, 2]",
                        "apiVersion: v1\nkind: Service\nmetadata: {}")
                .problems();
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "a.yaml:2:7: warning: Deployment nginx: kind: no kind \"Deployment\" is known in apps/v1; the"
                                + " object is ignored",
                        "a.yaml:5:13: error: HTTPRoute x: apiVersion: version v1alpha2 of HTTPRoute is not served; write"
                                + " apiVersion: gateway.networking.k8s.io/v1",
                        "a.yaml:10:7: error: HttpRoute x: kind: no kind \"HttpRoute\" is known in"
                                + " gateway.networking.k8s.io/v1; is HTTPRoute meant?",
                        "a.yaml:13:13: error: Gateway x: apiVersion: no kind \"Gateway\" is known in v1; Gateway belongs"
                                + " to gateway.networking.k8s.io/v1",
                        "a.yaml:17:1: error: apiVersion: is required in every Kubernetes object",
                        "a.yaml:19:1: error: a Kubernetes object must be a map; this is of type array",
                        "a.yaml:21:1: error: metadata.name: Service needs a name, which must be a string");
    }

    @ParameterizedTest
    @CsvSource({
        "apiVersion: v1, apiVersion: v2",
        "apiVersion: v1, apiVersion: core/v1",
        "kind: Service, kind: service",
        "kind: Service, kind: Servcie",
    })
    void aSlipInKindOrVersionTakesNothingAway(String right, String slip) {
        String service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}";
        String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}";
        put("a.yaml", service, pod);
        Changes slipped = put("a.yaml", service.replace(right, slip), pod);
        assertThat(slipped.removed()).isEmpty();
        assertThat(slipped.problems())
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .singleElement()
                .asString()
                .contains(" s: ");
        assertThat(names(put("a.yaml", pod).removed())).contains("Service default/s");
    }

    @Test
    void tenThousandObjectsAtOnce() {
        String file = IntStream.range(0, 10_000)
                .mapToObj(i -> route("r" + i, "h" + i + ".example"))
                .collect(Collectors.joining("\n---\n"));
        assertThat(put("a.yaml", file).changed()).hasSize(10_001);
        assertThat(names(put("a.yaml", file.replace("h5000.example", "x.example"))
                        .changed()))
                .containsExactly("HTTPRoute default/r5000");
    }
}

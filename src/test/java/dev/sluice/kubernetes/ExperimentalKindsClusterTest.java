package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.feed.CertificateAuthority;
import dev.sluice.feed.Identity;
import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.TableDocument;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kinds and fields of the experimental channel, through an API server that knows them, to the route table and back. */
@Tag("cluster")
class ExperimentalKindsClusterTest {
    private static TestApiServer server;

    private final TestCluster cluster = new TestCluster(server.client);
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final Replica replica = new Replica(cluster);

    @BeforeAll
    static void install() {
        server = new TestApiServer();
        server.install("gatewayclasses", "gateways", "httproutes", "backendtlspolicies");
        server.install(FollowedKinds.of(XBackend.class));
        server.install(FollowedKinds.of(ClusterTrustBundle.class));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @AfterEach
    void close() {
        replica.close();
    }

    private String table() {
        return TableDocument.of(replica.routes.table()).toString();
    }

    private Condition ofListener(String listener, String type) {
        return live.gateway("gw").get().getStatus().getListeners().stream()
                .filter(each -> each.getName().equals(listener))
                .map(each -> Live.condition(each.getConditions(), type))
                .findFirst()
                .orElseThrow();
    }

    private static void is(Condition condition, String status, String reason) {
        assertThat(condition.getReason()).as(condition.getMessage()).isEqualTo(reason);
        assertThat(condition.getStatus()).isEqualTo(status);
    }

    @Test
    void authoritiesOfClusterTrustBundlesAreBelieved() throws GeneralSecurityException {
        CertificateAuthority authority = CertificateAuthority.make(Instant.now());
        String first = authority.certificate();
        Identity identity = authority.forController(Instant.now());
        cluster.client
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace)
                        .withName("cert")
                        .endMetadata()
                        .withType(Kept.TLS)
                        .withStringData(Map.of("tls.crt", identity.certificate(), "tls.key", identity.key()))
                        .build())
                .create();
        cluster.client.resource(fixtures.backend()).create();
        fixtures.start(replica);
        fixtures.create("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw}
                spec:
                  gatewayClassName: $class
                  tls:
                    frontend:
                      default:
                        validation:
                          caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle, name: $id}]
                  listeners:
                    - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: BackendTLSPolicy
                metadata: {name: policy}
                spec:
                  targetRefs: [{group: "", kind: Service, name: backend}]
                  validation:
                    caCertificateRefs: [{group: certificates.k8s.io, kind: ClusterTrustBundle, name: $id}]
                    hostname: backend.example.com
                """);
        cluster.client
                .resource(fixtures.route("route", "gw", "www.example.com"))
                .create();
        Await.untilAsserted(() -> {
            is(ofListener("https", "ResolvedRefs"), "False", "InvalidCACertificateRef");
            is(ofPolicy("Accepted"), "False", "NoValidCACertificate");
            is(ofPolicy("ResolvedRefs"), "False", "InvalidCACertificateRef");
        });

        trust(first);
        Await.untilAsserted(() -> {
            is(ofListener("https", "ResolvedRefs"), "True", "ResolvedRefs");
            is(ofPolicy("Accepted"), "True", "Accepted");
            assertThat(table()).as("twice").containsPattern(twice(first));
        });

        String next = CertificateAuthority.make(Instant.now()).certificate();
        trust(next);
        Await.untilAsserted(
                () -> assertThat(table()).containsPattern(twice(next)).doesNotContain(mark(first)));

        cluster.client.resources(ClusterTrustBundle.class).withName(cluster.id).delete();
        Await.untilAsserted(() -> {
            is(ofListener("https", "ResolvedRefs"), "False", "InvalidCACertificateRef");
            is(ofPolicy("Accepted"), "False", "NoValidCACertificate");
            assertThat(table()).doesNotContain(mark(next));
        });
    }

    /** A line that no other certificate has. */
    private static String mark(String pem) {
        List<String> lines = pem.lines().toList();
        return lines.get(lines.size() / 2);
    }

    private static String twice(String pem) {
        return "(?s)" + Pattern.quote(mark(pem)) + ".*" + Pattern.quote(mark(pem));
    }

    private void trust(String pem) {
        var bundle = cluster.client.resources(ClusterTrustBundle.class).withName(cluster.id);
        ClusterTrustBundle made = new ClusterTrustBundle();
        made.getMetadata().setName(cluster.id);
        made.setSpec(new ClusterTrustBundle.Spec(pem));
        if (bundle.get() == null) {
            cluster.client.resource(made).create();
        } else {
            Live.edit(bundle, edited -> edited.setSpec(made.getSpec()));
        }
    }

    private Condition ofPolicy(String type) {
        var ancestors =
                live.any(BackendTLSPolicy.class, "policy").get().getStatus().getAncestors();
        return Live.condition(ancestors.getFirst().getConditions(), type);
    }

    @Test
    void filtersOfListenersAreServed() {
        fixtures.start(replica);
        fixtures.create("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gw}
                spec:
                  gatewayClassName: $class
                  listeners:
                    - {name: open, port: 80, protocol: HTTP}
                    - name: asked
                      port: 81
                      protocol: HTTP
                      filters:
                        requests:
                          - type: ExternalAuth
                            externalAuth:
                              protocol: HTTP
                              backendRef: {name: backend, port: 80}
                              http: {path: /check}
                """);
        Await.untilAsserted(() -> {
            is(ofListener("asked", "ResolvedRefs"), "False", "InvalidListenerFilterRef");
            is(ofListener("open", "ResolvedRefs"), "True", "ResolvedRefs");
        });

        cluster.client.resource(fixtures.backend()).create();
        Await.untilAsserted(() -> {
            is(ofListener("asked", "ResolvedRefs"), "True", "ResolvedRefs");
            is(ofListener("asked", "Accepted"), "True", "Accepted");
            assertThat(table()).contains("authorization={service=" + cluster.namespace + "/backend:80");
        });

        Live.edit(
                live.gateway("gw"),
                edited -> edited.getSpec().getListeners().get(1).setAdditionalProperties(Map.of()));
        Await.untilAsserted(() -> assertThat(table()).doesNotContain("authorization"));
    }

    @Test
    void podsThatAnXBackendSelectsAreFoundByAServiceOfItsOwn() {
        fixtures.start(replica);
        cluster.client.resource(fixtures.gateway("gw")).create();
        fixtures.create("""
                apiVersion: gateway.networking.x-k8s.io/v1alpha1
                kind: XBackend
                metadata: {name: shop}
                spec:
                  type: EndpointSelector
                  port: {number: 8080}
                  endpointSelector: {matchLabels: {app: shop}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop}
                spec:
                  parentRefs: [{name: gw}]
                  rules:
                    - backendRefs: [{group: gateway.networking.x-k8s.io, kind: XBackend, name: shop}]
                """);
        Await.untilAsserted(() -> {
            Service made = ofXBackend();
            assertThat(made.getSpec().getClusterIP()).isEqualTo("None");
            assertThat(made.getSpec().getSelector()).isEqualTo(Map.of("app", "shop"));
            assertThat(made.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getUid())
                            .isEqualTo(live.any(XBackend.class, "shop")
                                    .get()
                                    .getMetadata()
                                    .getUid()));
            is(ofXBackend("Accepted"), "True", "Accepted");
            is(ofXBackend("ResolvedRefs"), "True", "ResolvedRefs");
        });
        String service = ofXBackend().getMetadata().getName();

        // As Kubernetes would of such a Service.
        var slice = fixtures.slice("shop-1", "10.99.1.1", true);
        slice.getMetadata().getLabels().put("kubernetes.io/service-name", service);
        cluster.client.resource(slice).create();
        Await.untilAsserted(() -> assertThat(replica.routes.table().services())
                .singleElement()
                .satisfies(backend -> assertThat(replica.endpoints.of(backend.endpoints()))
                        .containsExactly(new Endpoint("10.99.1.1", 8080))));

        Live.edit(live.any(Service.class, service), edited -> edited.getSpec().setSelector(Map.of("app", "else")));
        Await.untilAsserted(
                () -> assertThat(ofXBackend().getSpec().getSelector()).isEqualTo(Map.of("app", "shop")));
        String uid = ofXBackend().getMetadata().getUid();
        live.any(Service.class, service).delete();
        Await.untilAsserted(
                () -> assertThat(ofXBackend().getMetadata().getUid()).isNotEqualTo(uid));

        live.any(HTTPRoute.class, "shop").delete();
        Await.untilAsserted(() -> assertThat(live.service(service)).isNull());
    }

    private Service ofXBackend() {
        return cluster.client
                .services()
                .inNamespace(cluster.namespace)
                .withLabel(XBackend.LABEL, "shop")
                .list()
                .getItems()
                .getFirst();
    }

    private Condition ofXBackend(String type) {
        var ancestors = live.any(XBackend.class, "shop").get().getStatus().getAncestors();
        return Live.condition(ancestors.getFirst().getConditions(), type);
    }
}

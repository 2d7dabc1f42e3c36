package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FollowedKindTest {
    private static HTTPRouteBuilder route() {
        return new HTTPRouteBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("route")
                .withUid("1")
                .withGeneration(1L)
                .withResourceVersion("1")
                .endMetadata();
    }

    private static <T extends HasMetadata> boolean isSignificant(T before, T after) {
        return Objects.requireNonNull(FollowedKinds.of(before)).isSignificant(before, after);
    }

    private static boolean route(UnaryOperator<HTTPRouteBuilder> change) {
        return isSignificant(route().build(), change.apply(route()).build());
    }

    @Test
    void aStatusIsNotSignificantAndEverythingAPersonChangesIs() {
        assertThat(route(route -> route.withNewStatus().endStatus())).isFalse();
        assertThat(route(route -> route.editMetadata().withResourceVersion("2").endMetadata()))
                .isFalse();
        assertThat(route(route -> route.editMetadata().withGeneration(2L).endMetadata()))
                .isTrue();
        assertThat(route(route -> route.editMetadata().addToLabels("a", "b").endMetadata()))
                .isTrue();
        assertThat(route(
                        route -> route.editMetadata().addToAnnotations("a", "b").endMetadata()))
                .isTrue();
        assertThat(route(route -> route.editMetadata()
                        .withDeletionTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()))
                .isTrue();
        // Deleted and created again between two reads.
        assertThat(route(route -> route.editMetadata().withUid("2").endMetadata()))
                .isTrue();
    }

    @Test
    void theStatusOfAServiceIsSignificantForItHasTheAddress() {
        var service = new ServiceBuilder().withNewMetadata().withName("s").endMetadata();

        assertThat(isSignificant(
                        service.build(),
                        service.withNewStatus()
                                .withNewLoadBalancer()
                                .addNewIngress()
                                .withIp("192.0.2.1")
                                .endIngress()
                                .endLoadBalancer()
                                .endStatus()
                                .build()))
                .isTrue();
    }

    @Test
    void aRenewedCertificateIsSignificant() {
        assertThat(isSignificant(secret("old"), secret("new"))).isTrue();
        assertThat(isSignificant(secret("old"), secret("old"))).isFalse();
    }

    @Test
    void endpointsGoAnotherWay() {
        EndpointSlice slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("s")
                .endMetadata()
                .build();

        assertThat(FollowedKinds.of(EndpointSlice.class).isSignificant(null, slice))
                .isFalse();
        assertThat(FollowedKinds.of(HTTPRoute.class).isSignificant(null, route().build()))
                .isTrue();
    }

    @Test
    void aKindIsReadInTheBestVersionThatThereIs() {
        FollowedKind<ReferenceGrant> grants = FollowedKinds.of(ReferenceGrant.class);
        KindVersion stable = new KindVersion("ReferenceGrant", "v1");
        KindVersion beta = new KindVersion("ReferenceGrant", "v1beta1");

        assertThat(grants.versionOf(Set.of(stable, beta))).isEqualTo("v1");
        assertThat(grants.versionOf(Set.of(beta))).isEqualTo("v1beta1");
        assertThat(grants.versionOf(Set.of(new KindVersion("ReferenceGrant", "v2"), new KindVersion("Gateway", "v1"))))
                .isNull();
    }

    private static Secret secret(String certificate) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("s")
                .endMetadata()
                .addToData("tls.crt", certificate)
                .build();
    }
}

package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class DefaultClassClusterTest {
    private static final String CONTROLLER = "sluice.dev/gateway-controller";

    private final TestApiServer server = new TestApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    private DefaultClass defaultClass() {
        return new DefaultClass(server.client, CONTROLLER, "sluice");
    }

    private Resource<GatewayClass> live() {
        return server.client.resources(GatewayClass.class).withName("sluice");
    }

    private void awaitClass() {
        Await.until("the class is there", () -> live().get() != null);
    }

    @Test
    void itIsMadeAsSoonAsTheKindIsInstalled() {
        try (DefaultClass made = defaultClass()) {
            made.start();
            server.install("gatewayclasses");
            awaitClass();
        }

        assertThat(live().get().getSpec().getControllerName()).isEqualTo(CONTROLLER);
        assertThat(live().get().getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "sluice");
    }

    @Test
    void oneThatExistsIsLeftAsItIsAndADeletedOneComesBackAtTheNextStart() {
        server.install("gatewayclasses");
        server.client
                .resource(new GatewayClassBuilder()
                        .withNewMetadata()
                        .withName("sluice")
                        .endMetadata()
                        .withNewSpec()
                        .withControllerName("example.com/other")
                        .withDescription("a user's")
                        .endSpec()
                        .build())
                .create();
        String version = live().get().getMetadata().getResourceVersion();

        try (DefaultClass first = defaultClass();
                DefaultClass other = new DefaultClass(server.client, CONTROLLER, "other")) {
            first.start();
            other.start();
            Await.until(
                    "another is made",
                    () -> server.client
                                    .resources(GatewayClass.class)
                                    .withName("other")
                                    .get()
                            != null);
            assertThat(live().get().getMetadata().getResourceVersion()).isEqualTo(version);
            live().delete();
        }

        try (DefaultClass next = defaultClass()) {
            next.start();
            awaitClass();
        }
        assertThat(live().get().getSpec().getControllerName()).isEqualTo(CONTROLLER);
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A namespace of its own, and names of its own for what has none, in the cluster of conformance/cluster. */
final class TestCluster implements AutoCloseable {
    /** An API server on a machine that is busy is slow, and that is not what the tests are about. */
    static final int REQUEST_TIMEOUT_MILLIS = 30_000;

    final KubernetesClient client;
    final String id =
            "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    final String namespace = "sluice-test-" + id;

    /** The controllerName and the GatewayClass of the test; a Sluice that runs in the cluster has others. */
    final String controllerName = "sluice.dev/" + id;

    final String className = "sluice-" + id;

    TestCluster() {
        this(cluster());
    }

    TestCluster(KubernetesClient client) {
        this.client = client;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** A further client, as another process would have. */
    static KubernetesClient cluster() {
        String configured = System.getenv("KUBECONFIG");
        Path file = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache/gateway-cluster/kubeconfig")
                : Path.of(configured);
        if (!Files.exists(file)) {
            throw new IllegalStateException("no cluster: " + file + " is missing; run conformance/cluster/up");
        }
        Config config = Config.fromKubeconfig(file.toFile());
        config.setRequestTimeout(REQUEST_TIMEOUT_MILLIS);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        client.close();
        try (KubernetesClient cleaner = cluster()) {
            var gatewayClass = cleaner.resources(GatewayClass.class).withName(className);
            if (gatewayClass.get() != null) {
                gatewayClass.edit(kept -> {
                    kept.getMetadata().setFinalizers(List.of());
                    return kept;
                });
                gatewayClass.delete();
            }
            cleaner.namespaces().withName(namespace).delete();
        }
    }
}

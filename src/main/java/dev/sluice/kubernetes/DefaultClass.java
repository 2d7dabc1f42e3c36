package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jboss.logging.Logger;

/**
 * Makes a first GatewayClass at the start, where what installs Sluice cannot: a bundle of the Operator Lifecycle
 * Manager holds no such object. One of that name that exists, whoever made it and for whatever controller, is left as
 * it is, and one that is deleted stays so until the next start. While the kind is not installed it waits for it.
 */
public final class DefaultClass implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    private final KubernetesClient client;
    private final GatewayClass wanted;
    private final WorkQueue<String> making;

    /** Makes nothing yet. */
    public DefaultClass(KubernetesClient client, String controllerName, String name) {
        this.client = client;
        wanted = new GatewayClassBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("app.kubernetes.io/name", "sluice")
                .addToLabels("app.kubernetes.io/part-of", "sluice")
                .addToLabels("app.kubernetes.io/managed-by", "sluice")
                .endMetadata()
                .withNewSpec()
                .withControllerName(controllerName)
                .endSpec()
                .build();
        making = new WorkQueue<>("sluice-default-class", 1, _ -> make(), (_, failure) -> {
            if (!refusedWith(HttpURLConnection.HTTP_NOT_FOUND, failure)) {
                LOG.warnf("Cannot make the GatewayClass %s: %s", name, Failures.describe(failure));
            }
            return true;
        });
    }

    /** Makes the class, now or as soon as it can be; returns at once. */
    public void start() {
        making.add(wanted.getMetadata().getName());
    }

    private void make() {
        try {
            client.resource(wanted).create();
            LOG.infof("Made the GatewayClass %s", wanted.getMetadata().getName());
        } catch (KubernetesClientException refused) {
            if (!refusedWith(HttpURLConnection.HTTP_CONFLICT, refused)) {
                throw refused;
            }
        }
    }

    private static boolean refusedWith(int code, Exception failure) {
        return failure instanceof KubernetesClientException refused && refused.getCode() == code;
    }

    @Override
    public void close() {
        making.close();
    }
}

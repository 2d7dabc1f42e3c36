package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Sluice that runs in a cluster, asked on its management port through the API server, as kubectl port-forward does. */
final class LiveSluice {
    static final String NAMESPACE = "sluice-system";

    private static final String POD_LABEL = "app.kubernetes.io/name";
    private static final String PORT_NAME = "management";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SERVED_HEADER = "Sluice-Served";

    private final @Nullable String context;
    private final String namespace;

    /** An explanation as printed, and whether the request is served. */
    record Answer(String text, boolean served) {}

    /** @param context of the kubeconfig, or null for the current one */
    LiveSluice(@Nullable String context, String namespace) {
        this.context = context;
        this.namespace = namespace;
    }

    /**
     * Asks.
     *
     * @throws IOException if Sluice cannot be reached or refuses; the message says what to do
     */
    Answer explain(String request, List<String> headers, @Nullable String gateway, boolean json) throws IOException {
        StringBuilder query = new StringBuilder("/debug/explain?request=").append(encode(request));
        headers.forEach(header -> query.append("&header=").append(encode(header)));
        if (gateway != null) {
            query.append("&gateway=").append(encode(gateway));
        }
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.autoConfigure(context))
                .build()) {
            Pod pod = pod(client);
            try (LocalPortForward forward = client.pods()
                    .inNamespace(namespace)
                    .withName(pod.getMetadata().getName())
                    .portForward(managementPort(pod), InetAddress.getLoopbackAddress(), 0)) {
                return ask(forward.getLocalPort(), query.toString(), json);
            }
        } catch (KubernetesClientException e) {
            throw new IOException(
                    e.getStatus() == null || e.getStatus().getMessage() == null
                            ? "no cluster can be reached (" + deepest(e) + "); say with --context which one, or with"
                                    + " --file which files to look at"
                            : "the cluster refuses: " + e.getStatus().getMessage(),
                    e);
        }
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private Pod pod(KubernetesClient client) throws IOException {
        for (Pod pod : client.pods()
                .inNamespace(namespace)
                .withLabel(POD_LABEL, "sluice")
                .list()
                .getItems()) {
            if (Readiness.isPodReady(pod)) {
                return pod;
            }
        }
        throw new IOException("no pod of Sluice is ready in the namespace " + namespace
                + "; say with --namespace where it runs, or with --file which files to look at");
    }

    private static int managementPort(Pod pod) throws IOException {
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (PORT_NAME.equals(port.getName())) {
                    return port.getContainerPort();
                }
            }
        }
        throw new IOException("the pod " + pod.getMetadata().getName() + " has no port named " + PORT_NAME);
    }

    private static Answer ask(int port, String query, boolean json) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + query))
                            .header("Accept", json ? "application/json" : "text/plain")
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("Sluice answers " + response.statusCode() + ": "
                        + response.body().strip());
            }
            return new Answer(
                    response.body(),
                    response.headers().firstValue(SERVED_HEADER).orElse("").equals("true"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}

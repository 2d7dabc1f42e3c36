package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Follows which kinds of the Gateway API the API server serves, by asking its discovery for one small document: at
 * once when told that a CustomResourceDefinition has changed, and every few seconds, for there is no watch of
 * discovery and a watch of all CustomResourceDefinitions would fetch every schema of the cluster.
 */
final class ServedKinds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final long PERIOD_MILLIS = 2_000;

    private final KubernetesClient client;
    private final String apiVersion;
    private final Consumer<Set<String>> listener;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("sluice-discovery").daemon().factory());
    private boolean unreachable;

    /**
     * Not yet started.
     *
     * @param apiVersion group and version, such as {@code gateway.networking.k8s.io/v1}
     * @param listener gets all kinds that are served, at each answer, on one thread
     */
    ServedKinds(KubernetesClient client, String apiVersion, Consumer<Set<String>> listener) {
        this.client = client;
        this.apiVersion = apiVersion;
        this.listener = listener;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Asks again soon. The API server serves a new kind a moment after its definition is there. */
    void askSoon() {
        try {
            for (long delay : new long[] {0, 200, 600, 1_200}) {
                var _ = thread.schedule(this::ask, delay, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    private void ask() {
        try {
            APIResourceList resources = client.getApiResources(apiVersion);
            Set<String> kinds = new HashSet<>();
            if (resources != null) {
                for (APIResource resource : resources.getResources()) {
                    if (!resource.getName().contains("/")) {
                        kinds.add(resource.getKind());
                    }
                }
            }
            unreachable = false;
            listener.accept(Set.copyOf(kinds));
        } catch (RuntimeException failure) {
            if (!unreachable && !thread.isShutdown()) {
                LOG.warnf("The API server does not say which kinds it serves: %s", Failures.describe(failure));
                unreachable = true;
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}

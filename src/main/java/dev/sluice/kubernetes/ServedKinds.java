package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows which of the kinds that may be absent the API server serves, and in which versions, by asking its discovery for a
 * small document or a few: at once when told that a CustomResourceDefinition has changed, and every few seconds, for there is no watch of
 * discovery and a watch of all CustomResourceDefinitions would fetch every schema of the cluster.
 *
 * <p>A kind that is there is believed at once. One that has gone takes everything down that is served by it, and an API
 * server that starts, or one of several behind a load balancer, may not know a kind for a moment: it is believed to be
 * gone when {@value #ABSENCES} answers of the regular ones in a row do not have it.
 */
final class ServedKinds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final int ABSENCES = 3;

    private final Supplier<Set<KindVersion>> request;
    private final Duration period;
    private final Consumer<Set<KindVersion>> listener;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("sluice-discovery").daemon().factory());
    /** The kinds that are believed to be served, and how many regular answers in a row have not had them. */
    private final Map<KindVersion, Integer> absences = new HashMap<>();

    private boolean unreachable;
    private boolean failing;

    /**
     * Not yet started.
     *
     * @param request asks for all kinds that are served; throws if there is no answer
     * @param period between two regular answers
     * @param listener gets all kinds that are believed to be served, at each answer, on one thread
     */
    ServedKinds(Supplier<Set<KindVersion>> request, Duration period, Consumer<Set<KindVersion>> listener) {
        this.request = request;
        this.period = period;
        this.listener = listener;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Those of the groups of some kinds.
     *
     * @param kinds in the versions of which it is asked for what is served: in all of the first versions, and in
     *     further ones if a kind is in none before
     */
    static ServedKinds of(
            KubernetesClient client, List<? extends FollowedKind<?>> kinds, Consumer<Set<KindVersion>> listener) {
        return new ServedKinds(() -> ask(client, kinds), PERIOD, listener);
    }

    private static Set<KindVersion> ask(KubernetesClient client, List<? extends FollowedKind<?>> kinds) {
        Set<String> asked = new HashSet<>();
        Set<KindVersion> served = new HashSet<>();
        for (FollowedKind<?> kind : kinds) {
            for (String version : kind.versions()) {
                String groupVersion = HasMetadata.getGroup(kind.type()) + "/" + version;
                if (asked.add(groupVersion)) {
                    add(served, version, client.getApiResources(groupVersion));
                }
                if (kind.versionOf(served) != null) {
                    break;
                }
            }
        }
        return served;
    }

    private static void add(Set<KindVersion> served, String version, @Nullable APIResourceList resources) {
        if (resources != null) {
            for (APIResource resource : resources.getResources()) {
                if (!resource.getName().contains("/")) {
                    served.add(new KindVersion(resource.getKind(), version));
                }
            }
        }
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(() -> ask(true), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks again soon. The API server serves a new kind a moment after its definition is there. */
    void askSoon() {
        try {
            for (long delay : new long[] {0, 200, 600, 1_200}) {
                var _ = thread.schedule(() -> ask(false), delay, TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException _) {
            // Closed meanwhile.
        }
    }

    private void ask(boolean regular) {
        Set<KindVersion> answer;
        try {
            answer = request.get();
            unreachable = false;
        } catch (RuntimeException failure) {
            if (!unreachable && !thread.isShutdown()) {
                LOG.warnf("The API server does not say which kinds it serves: %s", Failures.describe(failure));
                unreachable = true;
            }
            return;
        }
        try {
            listener.accept(believe(answer, regular));
            failing = false;
        } catch (RuntimeException failure) {
            if (!failing && !thread.isShutdown()) {
                LOG.warnf(
                        "Cannot follow the kinds that the API server serves, and will try again: %s",
                        Failures.describe(failure));
                LOG.debug("The whole failure", failure);
                failing = true;
            }
        }
    }

    private Set<KindVersion> believe(Set<KindVersion> answer, boolean regular) {
        answer.forEach(kind -> absences.put(kind, 0));
        if (regular) {
            absences.replaceAll((kind, times) -> answer.contains(kind) ? 0 : times + 1);
            absences.values().removeIf(times -> times >= ABSENCES);
        }
        return Set.copyOf(absences.keySet());
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}

package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayService;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the EndpointSlices of the Gateways' Services as they shall be. They follow the proxy's pods within a second
 * even if it was the holder of the Lease that died: any replica writes them when the set of pods has changed, others
 * than the holder after a moment in which it usually has, and once for each change, so that replicas of two releases
 * that want different slices do not write against each other without end.
 */
final class SliceProvisioner {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");
    private static final long OTHERS_WAIT_MILLIS = 300;

    private final KubernetesClient client;
    private final BooleanSupplier mayWrite;
    private final ProxyPods pods;
    private final WriteObserver observer;
    private final LiveSlices live = new LiveSlices();
    private final Map<ResourceKey, Long> behindSince = new ConcurrentHashMap<>();
    /** For which set of pods this replica has found the slices of a Service in order, or put them so. */
    private final Map<ResourceKey, Long> settled = new ConcurrentHashMap<>();

    private final Set<ResourceKey> foreign = ConcurrentHashMap.newKeySet();
    private volatile PodSet podSet = new PodSet(0, List.of());

    /** The pods, and the how manieth set of them that is. */
    private record PodSet(long number, List<ProxyPod> pods) {}

    /**
     * Writes nothing before the pods are known.
     *
     * @param mayWrite whether this replica holds the Lease
     */
    SliceProvisioner(KubernetesClient client, BooleanSupplier mayWrite, ProxyPods pods, WriteObserver observer) {
        this.client = client;
        this.mayWrite = mayWrite;
        this.pods = pods;
        this.observer = observer;
    }

    /** What there is; to be told of each change. */
    LiveSlices live() {
        return live;
    }

    /** Looks at the pods; whether they are not those of last time, or were not known then. */
    synchronized boolean podsChanged() {
        List<ProxyPod> now = pods.current();
        if (!pods.hasSynced() || (podSet.number() > 0 && now.equals(podSet.pods()))) {
            return false;
        }
        podSet = new PodSet(podSet.number() + 1, now);
        return true;
    }

    /**
     * Compares the slices of one Service and writes those that differ, if it is for this replica to do so.
     *
     * @param sinceNanos when it was decided that the Service is wanted
     * @param later takes the Service and after how many milliseconds to come back to it
     */
    void provision(
            ResourceKey key,
            GatewayService wanted,
            Service service,
            long sinceNanos,
            ObjLongConsumer<ResourceKey> later) {
        PodSet current = podSet;
        if (current.number() == 0) {
            return;
        }
        Map<String, EndpointSlice> there = live.of(key);
        List<EndpointSlice> behind = new ArrayList<>();
        Map<String, EndpointSlice> surplus = new HashMap<>(there);
        surplus.values().removeIf(slice -> !WantedSlices.isOwn(slice));
        for (EndpointSlice slice : WantedSlices.of(wanted, service, current.pods())) {
            EndpointSlice found = there.get(slice.getMetadata().getName());
            surplus.remove(slice.getMetadata().getName());
            if (!isForeign(found, service) && !WantedSlices.isApplied(found, slice)) {
                behind.add(slice);
            }
        }
        if (behind.isEmpty() && surplus.isEmpty()) {
            settle(key, current);
        } else if (isMine(key, current, later)) {
            for (EndpointSlice slice : behind) {
                Apply.to(client, slice, there.get(slice.getMetadata().getName()));
                observer.written("endpoints", ResourceKey.of(slice), System.nanoTime() - sinceNanos);
            }
            for (EndpointSlice slice : surplus.values()) {
                client.resource(slice).delete();
            }
            settle(key, current);
        }
    }

    private boolean isForeign(@Nullable EndpointSlice found, Service service) {
        if (found == null) {
            return false;
        }
        if (WantedSlices.isOwn(found, service)) {
            foreign.remove(ResourceKey.of(found));
            return false;
        }
        if (foreign.add(ResourceKey.of(found))) {
            LOG.warnf(
                    "%s was not made by Sluice and is left alone: the Service %s has no endpoints of that family until"
                            + " it is deleted or renamed",
                    ResourceKey.of(found), service.getMetadata().getName());
        }
        return true;
    }

    private void settle(ResourceKey key, PodSet current) {
        behindSince.remove(key);
        settled.put(key, current.number());
    }

    /** Whether slices that differ are for this replica to write, now. */
    private boolean isMine(ResourceKey key, PodSet current, ObjLongConsumer<ResourceKey> later) {
        if (mayWrite.getAsBoolean()) {
            return true;
        }
        Long before = settled.get(key);
        if (before != null && before == current.number()) {
            return false;
        }
        long now = System.nanoTime();
        long waited = TimeUnit.NANOSECONDS.toMillis(now - behindSince.computeIfAbsent(key, _ -> now));
        if (waited < OTHERS_WAIT_MILLIS) {
            later.accept(key, OTHERS_WAIT_MILLIS - waited + 1);
            return false;
        }
        return true;
    }

    /** Takes the slices of a Service away that is not wanted. */
    void remove(ResourceKey key) {
        for (EndpointSlice slice : live.of(key).values()) {
            if (WantedSlices.isOwn(slice)) {
                client.resource(slice).delete();
            }
        }
    }

    /** The Service is gone. */
    void forget(ResourceKey key) {
        behindSince.remove(key);
        settled.remove(key);
    }
}

package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the shared proxy.
 *
 * @param addresses one of each family
 * @param ready takes new connections
 * @param terminating is on its way out; the connections that it has are served to their end while it is still serving
 */
record ProxyPod(
        String namespace,
        String name,
        String uid,
        List<String> addresses,
        @Nullable String node,
        boolean ready,
        boolean serving,
        boolean terminating) {
    ProxyPod {
        addresses = List.copyOf(addresses);
    }

    /** The pod as an endpoint, or null if it has no address yet or has ended. */
    static @Nullable ProxyPod of(Pod pod) {
        var status = pod.getStatus();
        if (status == null
                || status.getPodIP() == null
                || "Succeeded".equals(status.getPhase())
                || "Failed".equals(status.getPhase())) {
            return null;
        }
        List<String> addresses = new ArrayList<>();
        if (status.getPodIPs() != null) {
            for (PodIP address : status.getPodIPs()) {
                addresses.add(address.getIp());
            }
        }
        if (addresses.isEmpty()) {
            addresses.add(status.getPodIP());
        }
        boolean serving = false;
        if (status.getConditions() != null) {
            for (PodCondition condition : status.getConditions()) {
                serving |= "Ready".equals(condition.getType()) && "True".equals(condition.getStatus());
            }
        }
        boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
        return new ProxyPod(
                Objects.requireNonNullElse(pod.getMetadata().getNamespace(), ""),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                addresses,
                pod.getSpec() == null ? null : pod.getSpec().getNodeName(),
                serving && !terminating,
                serving,
                terminating);
    }
}

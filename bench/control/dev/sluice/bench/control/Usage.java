package dev.sluice.bench.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the pod of Sluice has used, by its node's kubelet, which looks some times a minute.
 *
 * @param at when the kubelet looked
 * @param cpuSeconds since the container started
 * @param residentMib its resident memory
 * @param workingSetMib what counts against its limit, files in memory included
 */
record Usage(Instant at, double cpuSeconds, double residentMib, double workingSetMib) {
    private static final double MIB = 1 << 20;

    /** The pod; there must be one. */
    static Pod pod(Bed bed) {
        return bed.client.pods().inNamespace("sluice-system").withLabel("app.kubernetes.io/name", "sluice").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Sluice does not run in sluice-system: make deploy"));
    }

    /** A look that the kubelet takes after now. */
    static Usage next(Bed bed) {
        Instant now = Instant.now();
        for (Instant end = now.plus(Duration.ofMinutes(2)); Instant.now().isBefore(end); Bed.pause(500)) {
            Usage usage = latest(bed);
            if (usage != null && usage.at.isAfter(now)) {
                return usage;
            }
        }
        throw new IllegalStateException("the kubelet has no figures of the pod of Sluice");
    }

    private static @Nullable Usage latest(Bed bed) {
        Pod pod = pod(bed);
        String summary = bed.client.raw("/api/v1/nodes/" + pod.getSpec().getNodeName() + "/proxy/stats/summary");
        try {
            for (JsonNode each : new ObjectMapper().readTree(summary).path("pods")) {
                if (each.path("podRef").path("uid").asText().equals(pod.getMetadata().getUid())) {
                    JsonNode container = each.path("containers").path(0);
                    return new Usage(
                            Instant.parse(container.path("cpu").path("time").asText()),
                            container.path("cpu").path("usageCoreNanoSeconds").asDouble() / 1e9,
                            container.path("memory").path("rssBytes").asDouble() / MIB,
                            container.path("memory").path("workingSetBytes").asDouble() / MIB);
                }
            }
            return null;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Cores in use between an earlier look and this one. */
    double coresSince(Usage earlier) {
        return (cpuSeconds - earlier.cpuSeconds) / (Duration.between(earlier.at, at).toMillis() / 1e3);
    }
}

package dev.sluice.bench.control;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A new pod of Sluice where there are many routes already. */
final class Restart {
    private Restart() {}

    static void run(Bed bed, Figures figures, int routes) {
        Pod old = Usage.pod(bed);
        bed.client.resource(old).delete();
        Bed.until("a new pod is ready", () -> {
            Pod pod = Usage.pod(bed);
            return !pod.getMetadata().getUid().equals(old.getMetadata().getUid()) && ready(pod) != null;
        });
        Pod pod = Usage.pod(bed);
        Instant started = Instant.parse(pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getRunning()
                .getStartedAt());
        figures.add(
                "start to ready with " + routes + " HTTPRoutes, to the second, s",
                Duration.between(started, Objects.requireNonNull(ready(pod))).toSeconds());
        figures.add("CPU of the new pod at the kubelet's next look, s", Usage.next(bed).cpuSeconds());
    }

    private static @Nullable Instant ready(Pod pod) {
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if (condition.getType().equals("Ready") && condition.getStatus().equals("True")) {
                return Instant.parse(condition.getLastTransitionTime());
            }
        }
        return null;
    }
}

package dev.sluice.kubernetes;

import dev.sluice.compile.CompileSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * An Event (events.k8s.io/v1) of type Warning. The same trouble of the same object is the same Event, whichever replica
 * writes it, for as long as the API server keeps it.
 *
 * @param instance the replica
 * @param note for a person; cut at 1,024 bytes
 * @param object the live object that it is of
 */
record WarningEvent(String instance, Trouble trouble, String note, HasMetadata object) {
    private static final String ACTION = "Serve";
    /** In bytes (Event.note). */
    private static final int LONGEST_NOTE = 1_024;

    private static final int LONGEST_NAME = 200;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX").withZone(ZoneOffset.UTC);

    /**
     * Creates the Event, or counts it up if it is there.
     *
     * @param count how many times it was seen in a row, this time included
     * @return how many times that is, if it was there although this is the first
     */
    int write(KubernetesClient client, int count, Instant now) {
        String time = MICROS.format(now);
        if (count > 1 && countUp(client, count, time)) {
            return count;
        }
        try {
            client.resource(named().withEventTime(new MicroTime(time))
                            .withType("Warning")
                            .withReason(trouble.reason())
                            .withAction(ACTION)
                            .withNote(cut(note))
                            .withReportingController(CompileSettings.DEFAULT_CONTROLLER_NAME)
                            .withReportingInstance(instance)
                            .withNewRegarding()
                            .withApiVersion(object.getApiVersion())
                            .withKind(object.getKind())
                            .withNamespace(object.getMetadata().getNamespace())
                            .withName(object.getMetadata().getName())
                            .withUid(object.getMetadata().getUid())
                            .withFieldPath(
                                    trouble.listener().isEmpty() ? null : "spec.listeners{" + trouble.listener() + "}")
                            .endRegarding()
                            .build())
                    .create();
            return 1;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure;
            }
            // Of another replica, or of this one before it was started again.
            int seen = seen(client);
            countUp(client, seen + 1, time);
            return seen + 1;
        }
    }

    /** How many times it was seen. Asked by a patch of nothing, which needs no permission but the one for patches. */
    private int seen(KubernetesClient client) {
        Event found = client.resource(named().build()).patch(PatchContext.of(PatchType.JSON_MERGE), "{}");
        return found == null || found.getSeries() == null
                ? 1
                : Objects.requireNonNullElse(found.getSeries().getCount(), 1);
    }

    /** False if it is not there any more. */
    private boolean countUp(KubernetesClient client, int count, String time) {
        try {
            // Of an object in hand, or the client would read it first.
            client.resource(named().build())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization()
                                    .asJson(Map.of("series", Map.of("count", count, "lastObservedTime", time))));
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    private EventBuilder named() {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(name())
                .endMetadata();
    }

    private String name() {
        String name = object.getMetadata().getName();
        String identity =
                object.getMetadata().getUid() + "\n" + trouble.listener() + "\n" + trouble.reason() + "\n" + note;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "x" : name) + "."
                    + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A note that is not longer than the API allows, whatever its characters take. */
    static String cut(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE) {
            return text;
        }
        String ellipsis = "...";
        int end = Math.min(text.length(), LONGEST_NOTE - ellipsis.length());
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE - ellipsis.length()
                || Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + ellipsis;
    }
}

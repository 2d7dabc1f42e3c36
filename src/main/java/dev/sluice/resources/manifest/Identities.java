package dev.sluice.resources.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives objects what an API server gives them: a uid, a creationTimestamp (of first sight, one microsecond apart, so
 * that objects seen together are as old as their order in the files; one that the file gives is kept, for files
 * exported from a cluster) and a generation that moves with everything but the metadata. An object that did not change
 * stays the same instance. Not thread-safe.
 */
final class Identities {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
    private final InstantSource clock;
    private final Map<ResourceKey, Known> known = new HashMap<>();
    private Instant last = Instant.EPOCH;

    /** An object as it is held, and its metadata as its file gave it. */
    private record Known(HasMetadata held, ObjectMeta given) {}

    Identities(InstantSource clock) {
        this.clock = clock;
    }

    HasMetadata identify(Manifest manifest, HasMetadata object, ObjectMeta given) {
        Known before = known.get(manifest.key());
        if (before == null) {
            String created = created(given.getCreationTimestamp());
            String uid = UUID.nameUUIDFromBytes((manifest.key() + " " + created).getBytes(StandardCharsets.UTF_8))
                    .toString();
            return hold(manifest.key(), object, given, uid, created, 1);
        }
        HasMetadata held = before.held();
        if (held == object) {
            return held;
        }
        boolean sameBody = manifest.kind().sameBody(held, object);
        if (sameBody && before.given().equals(given)) {
            return held;
        }
        ObjectMeta old = held.getMetadata();
        long generation = old.getGeneration() + (sameBody ? 0 : 1);
        return hold(manifest.key(), object, given, old.getUid(), old.getCreationTimestamp(), generation);
    }

    /** Forgets an object that is gone: another of its name has another identity. */
    void forget(ResourceKey key) {
        known.remove(key);
    }

    private HasMetadata hold(
            ResourceKey key, HasMetadata object, ObjectMeta given, String uid, String created, long generation) {
        // One that was held before may still be read by somebody.
        HasMetadata held = object.getMetadata() == given ? object : serialization.clone(object);
        held.setMetadata(new ObjectMetaBuilder(given)
                .withUid(uid)
                .withCreationTimestamp(created)
                .withGeneration(generation)
                .build());
        known.put(key, new Known(held, given));
        return held;
    }

    private String created(@Nullable String given) {
        if (given != null) {
            try {
                return MICROSECONDS.format(Instant.parse(given));
            } catch (DateTimeParseException _) {
                return created(null);
            }
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
        return MICROSECONDS.format(last);
    }
}

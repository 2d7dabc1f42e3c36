package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Position;
import dev.sluice.resources.schema.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all files say together. Files are put, replaced and removed one by one; {@link #apply} makes the sum of it
 * effective at once.
 *
 * <p>An object that is refused stays as it was. A file in which not every object can be told loses none that it had.
 * Of two objects with one name the one that is held already wins, else the first in the order of files. Namespaces that objects are in exist without being
 * written. Not thread-safe.
 */
public final class ManifestSet {
    private final Identities identities;
    private final List<HasMetadata> implied;
    private final TreeMap<String, ParsedFile> files = new TreeMap<>();
    private Map<ResourceKey, Held> effective = new LinkedHashMap<>();

    /** An effective object and the file that it is from; empty if it is implied. */
    private record Held(HasMetadata object, String file, Manifest.@Nullable Change change) {}

    /**
     * @param clock for creation times
     * @param implied objects that are there unless a file holds one of that name
     */
    public ManifestSet(InstantSource clock, List<? extends HasMetadata> implied) {
        this.identities = new Identities(clock);
        this.implied = List.copyOf(implied);
    }

    /** The file as it was put last, or null. */
    public @Nullable ParsedFile file(String name) {
        return files.get(name);
    }

    /** Whether the files name no object at all. */
    public boolean isEmpty() {
        for (ParsedFile file : files.values()) {
            if (!file.manifests().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Adds or replaces a file. */
    public void put(ParsedFile file) {
        files.put(file.name(), file);
    }

    /** Removes a file with all its objects. */
    public void remove(String file) {
        files.remove(file);
    }

    /**
     * Whether a file as it would be is all readable, ends like one that was written to its end, takes no object away and
     * holds none that another file holds. If not, it may be half written or half moved.
     */
    public boolean isWhole(ParsedFile file) {
        ParsedFile before = files.get(file.name());
        Set<ResourceKey> keys = file.keys();
        if (!file.complete() || !file.ended() || (before != null && !keys.containsAll(before.keys()))) {
            return false;
        }
        for (ResourceKey key : keys) {
            Held held = effective.get(key);
            if (held != null && !held.file().isEmpty() && !held.file().equals(file.name())) {
                return false;
            }
        }
        return true;
    }

    /** Makes what the files now say effective. */
    public Changes apply() {
        List<Problem> problems = new ArrayList<>();
        Map<ResourceKey, Held> next = new LinkedHashMap<>();
        Map<ResourceKey, Place> places = places();
        for (ParsedFile file : files.values()) {
            problems.addAll(file.problems());
            for (Manifest manifest : file.manifests()) {
                Place used = Objects.requireNonNull(places.get(manifest.key()));
                if (used.is(file, manifest)) {
                    hold(manifest, file.name(), next, problems);
                } else {
                    problems.add(duplicate(file.name(), manifest, used));
                }
            }
        }
        effective.forEach((key, held) -> {
            ParsedFile file = files.get(held.file());
            if (file != null && !file.complete() && !places.containsKey(key)) {
                next.put(key, held);
            }
        });
        imply(next);
        return replace(next, problems, places);
    }

    /** Where each object is taken from: the first file that names it, unless another one holds it already. */
    private Map<ResourceKey, Place> places() {
        Map<ResourceKey, Place> places = new HashMap<>();
        for (ParsedFile file : files.values()) {
            for (Manifest manifest : file.manifests()) {
                Place first = places.get(manifest.key());
                if (first == null || (!first.file().equals(file.name()) && isHeldBy(file, manifest.key()))) {
                    places.put(manifest.key(), new Place(file.name(), manifest.at()));
                }
            }
        }
        return places;
    }

    private boolean isHeldBy(ParsedFile file, ResourceKey key) {
        Held held = effective.get(key);
        return held != null && held.file().equals(file.name());
    }

    private void hold(Manifest manifest, String file, Map<ResourceKey, Held> next, List<Problem> problems) {
        HasMetadata object = manifest.object();
        ObjectMeta given = manifest.metadata();
        Held known = effective.get(manifest.key());
        Held before = known == null || known.file().isEmpty() ? null : known;
        if (object != null
                && given != null
                && (before == null || mayFollow(manifest, file, before.change(), problems))) {
            next.put(manifest.key(), new Held(identities.identify(manifest, object, given), file, manifest.change()));
        } else if (before != null) {
            next.put(manifest.key(), new Held(before.object(), file, before.change()));
        }
    }

    private static boolean mayFollow(
            Manifest manifest, String file, Manifest.@Nullable Change before, List<Problem> problems) {
        Manifest.Change change = manifest.change();
        List<Violation> violations = change == null ? List.of() : change.from(before);
        for (Violation violation : violations) {
            problems.add(Admission.problem(manifest.key(), "", violation, false).in(file, manifest.linesBefore()));
        }
        return violations.isEmpty();
    }

    private static Problem duplicate(String file, Manifest manifest, Place used) {
        return Problem.error(
                        manifest.at(),
                        manifest.key().toString(),
                        "metadata.name",
                        "is defined twice: here and in " + used + ", which is used")
                .in(file, 0);
    }

    private void imply(Map<ResourceKey, Held> next) {
        Set<String> namespaces = new LinkedHashSet<>();
        for (ResourceKey key : next.keySet()) {
            if (!key.namespace().isEmpty()) {
                namespaces.add(key.namespace());
            }
        }
        for (HasMetadata object : implied) {
            imply(object, next);
        }
        for (String name : namespaces) {
            ResourceKey key = new ResourceKey("Namespace", "", name);
            if (!next.containsKey(key)) {
                imply(namespace(name), next);
            }
        }
    }

    private void imply(HasMetadata object, Map<ResourceKey, Held> next) {
        ResourceKey key = ResourceKey.of(object);
        if (!next.containsKey(key)) {
            ServedKind<?> kind = Objects.requireNonNull(ServedKinds.named(object.getKind()));
            Manifest manifest = Manifest.of(key, kind, Position.START, object, null);
            next.put(key, new Held(identities.identify(manifest, object, object.getMetadata()), "", null));
        }
    }

    private static Namespace namespace(String name) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/metadata.name", name)
                .endMetadata()
                .build();
    }

    private Changes replace(Map<ResourceKey, Held> next, List<Problem> problems, Map<ResourceKey, Place> places) {
        List<HasMetadata> changed = new ArrayList<>();
        List<HasMetadata> removed = new ArrayList<>();
        next.forEach((key, held) -> {
            Held before = effective.get(key);
            if (before == null || before.object() != held.object()) {
                changed.add(held.object());
            }
        });
        effective.forEach((key, held) -> {
            if (!next.containsKey(key)) {
                removed.add(held.object());
                identities.forget(key);
            }
        });
        effective = next;
        return new Changes(changed, removed, problems, places);
    }
}

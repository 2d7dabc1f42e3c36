package dev.sluice.standalone;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.Place;
import dev.sluice.resources.manifest.Problem;
import dev.sluice.routing.RouteTable;
import java.util.List;
import java.util.Map;

/**
 * Everything that there is to say at one moment.
 *
 * @param compilation the resources and what became of them
 * @param statuses what is said of them, corrected by what the data plane reported
 * @param problems what is wrong in files
 * @param places where objects are written
 */
public record ServedState(
        Compilation compilation, Statuses statuses, List<Problem> problems, Map<ResourceKey, Place> places) {
    /** Before anything was read. */
    static final ServedState NOTHING = new ServedState(
            new Compilation(ResourceSnapshot.of(List.of()), new RouteTable(0, List.of()), Statuses.NONE, List.of()),
            Statuses.NONE,
            List.of(),
            Map.of());

    ServedState with(Compilation newCompilation, Statuses newStatuses) {
        return new ServedState(newCompilation, newStatuses, problems, places);
    }

    ServedState with(Changes changes) {
        return new ServedState(compilation, statuses, changes.problems(), changes.places());
    }

    ResourceSnapshot resources() {
        return compilation.resources();
    }

    /** Whether anything was compiled yet. */
    boolean isServed() {
        return compilation.table().generation() > 0;
    }

    /** Where an object is written, as {@code file:line}; empty if no file holds it. */
    String placeOf(ResourceKey key) {
        Place place = places.get(key);
        return place == null ? "" : place.toString();
    }
}

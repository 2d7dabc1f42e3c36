package dev.sluice.standalone;

import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the endpoint lists as the files say. New and changed lists count at once, before the table that needs them;
 * those of Services that are gone stay until a table without them is served. Thread-safe.
 */
final class FileEndpoints {
    private final EndpointDirectory directory;
    private Map<EndpointKey, List<Endpoint>> current = Map.of();
    private final Set<EndpointKey> leaving = new HashSet<>();
    private int servedSinceChange;

    FileEndpoints(EndpointDirectory directory) {
        this.directory = directory;
    }

    synchronized void follow(ResourceSnapshot snapshot) {
        Map<EndpointKey, List<Endpoint>> next = ReadyEndpoints.ofAll(snapshot);
        next.forEach((key, endpoints) -> {
            leaving.remove(key);
            if (!endpoints.equals(current.get(key))) {
                directory.replace(key, endpoints);
            }
        });
        for (EndpointKey key : current.keySet()) {
            if (!next.containsKey(key)) {
                leaving.add(key);
                servedSinceChange = 0;
            }
        }
        current = next;
    }

    /** A table was published. The first one after a change may have been compiled before it; the second was not. */
    synchronized void served() {
        if (!leaving.isEmpty() && ++servedSinceChange > 1) {
            leaving.forEach(directory::remove);
            leaving.clear();
        }
    }
}

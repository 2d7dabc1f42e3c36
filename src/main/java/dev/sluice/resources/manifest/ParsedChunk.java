package dev.sluice.resources.manifest;

import java.util.List;

/**
 * What one document's text says; positions are relative to its first line.
 *
 * @param complete whether every object in it could be told; if not, a missing object may still be meant
 */
record ParsedChunk(List<Manifest> manifests, List<Problem> problems, boolean complete) {
    ParsedChunk {
        manifests = List.copyOf(manifests);
        problems = List.copyOf(problems);
    }
}

package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Chunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a file says.
 *
 * @param chunks the parsed documents by their text, to be used again when the file changes
 * @param complete whether every object in it could be told
 * @param ended whether the text ends as a text that was written to its end does: YAML with a line feed
 */
public record ParsedFile(
        String name,
        List<Manifest> manifests,
        List<Problem> problems,
        boolean complete,
        boolean ended,
        Map<Chunk, ParsedChunk> chunks) {
    public ParsedFile {
        manifests = List.copyOf(manifests);
        problems = List.copyOf(problems);
    }

    /** A file that cannot be read as a whole. */
    static ParsedFile unreadable(String name, Problem problem) {
        return new ParsedFile(name, List.of(), List.of(problem), false, true, Map.of());
    }

    /** The objects that the file names, valid or not. */
    public Set<ResourceKey> keys() {
        Set<ResourceKey> keys = new HashSet<>();
        for (Manifest manifest : manifests) {
            keys.add(manifest.key());
        }
        return keys;
    }

    static final class Builder {
        private final String name;
        private final List<Manifest> manifests = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Map<Chunk, ParsedChunk> chunks = new HashMap<>();
        private boolean complete = true;
        private boolean ended = true;

        Builder(String name) {
            this.name = name;
        }

        void add(Chunk chunk, ParsedChunk parsed) {
            chunks.put(new Chunk(0, chunk.json(), chunk.text()), parsed);
            complete &= parsed.complete();
            ended = chunk.json() || chunk.text().endsWith("\n");
            for (Manifest manifest : parsed.manifests()) {
                manifests.add(manifest.below(chunk.linesBefore()));
            }
            for (Problem problem : parsed.problems()) {
                problems.add(problem.in(name, chunk.linesBefore()));
            }
        }

        ParsedFile build() {
            return new ParsedFile(name, manifests, problems, complete, ended, chunks);
        }
    }
}

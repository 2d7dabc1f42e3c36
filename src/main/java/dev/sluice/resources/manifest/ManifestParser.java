package dev.sluice.resources.manifest;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.document.Chunk;
import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import dev.sluice.resources.document.ReadLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns texts into objects and problems. Thread-safe. */
public final class ManifestParser {
    private final ReadLimits limits;
    private final DocumentReader documents;
    private final Admission admission;

    public ManifestParser(ReadLimits limits, UnknownFields unknownFields) {
        this.limits = limits;
        this.documents = new DocumentReader(limits);
        this.admission = new Admission(unknownFields);
    }

    public ManifestParser(UnknownFields unknownFields) {
        this(ReadLimits.DEFAULT, unknownFields);
    }

    /** The largest file that is read, in bytes. */
    public int maximumBytes() {
        return limits.fileBytes();
    }

    /** A file that could not be read. */
    public ParsedFile unreadable(String name, String reason) {
        return ParsedFile.unreadable(
                name, Problem.error(Position.START, "", "", reason).in(name, 0));
    }

    /**
     * Parses a file.
     *
     * @param name for problems
     * @param bytes UTF-8
     * @param before an earlier version of the file, whose unchanged documents are not parsed again, or null
     */
    public ParsedFile parse(String name, byte[] bytes, @Nullable ParsedFile before) {
        if (bytes.length > limits.fileBytes()) {
            return unreadable(name, "the file is larger than " + limits.fileBytes() + " bytes");
        }
        ParsedFile.Builder file = new ParsedFile.Builder(name);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            for (Chunk chunk : documents.cut(text)) {
                ParsedChunk known =
                        before == null ? null : before.chunks().get(new Chunk(0, chunk.json(), chunk.text()));
                file.add(chunk, known == null ? parse(chunk) : known);
            }
        } catch (CharacterCodingException _) {
            return unreadable(name, "the file is not UTF-8 text");
        } catch (DocumentException e) {
            return ParsedFile.unreadable(
                    name, Problem.error(e.at(), "", "", e.reason()).in(name, 0));
        }
        return file.build();
    }

    private ParsedChunk parse(Chunk chunk) {
        Collected collected = new Collected();
        try {
            for (Node node : documents.parse(chunk)) {
                document(node, "", "", collected);
            }
        } catch (DocumentException e) {
            collected.problems.add(Problem.error(e.at(), "", "", e.reason()));
            collected.complete = false;
        }
        return new ParsedChunk(collected.manifests, collected.problems, collected.complete);
    }

    private static final class Collected {
        private final List<Manifest> manifests = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private boolean complete = true;

        void unknown(Position at, String field, String reason) {
            problems.add(Problem.error(at, "", field, reason));
            complete = false;
        }
    }

    private void document(Node node, String listApiVersion, String listKind, Collected collected) {
        if (node instanceof Node.Scalar scalar && scalar.value() == null) {
            return;
        }
        if (!(node instanceof Node.Mapping mapping)) {
            collected.unknown(node.at(), "", "a Kubernetes object must be a map; this is of type " + node.describe());
            return;
        }
        String apiVersion = textOr(mapping.text("apiVersion"), listApiVersion);
        String kind = textOr(mapping.text("kind"), listKind);
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            String missing = apiVersion.isEmpty() ? "apiVersion" : "kind";
            collected.unknown(mapping.at(), missing, "is required in every Kubernetes object");
        } else if (kind.endsWith("List") && ServedKinds.named(kind) == null) {
            list(mapping, apiVersion, kind, collected);
        } else {
            object(mapping, apiVersion, kind, collected);
        }
    }

    private void list(Node.Mapping list, String apiVersion, String kind, Collected collected) {
        String itemKind = kind.substring(0, kind.length() - "List".length());
        Node items = list.get("items");
        if (items instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                document(item, itemKind.isEmpty() ? "" : apiVersion, itemKind, collected);
            }
        } else if (items != null && items.plain() != null) {
            collected.unknown(items.at(), "items", "must be a list; this is of type " + items.describe());
        }
    }

    private void object(Node.Mapping mapping, String apiVersion, String kind, Collected collected) {
        ServedKind<?> served = ServedKinds.named(kind);
        if (served == null || !served.serves(apiVersion)) {
            Problem problem = UnknownKind.problem(mapping, apiVersion, kind, served);
            collected.problems.add(problem);
            collected.complete &= problem.severity() != Problem.Severity.ERROR;
            return;
        }
        String name = mapping.get("metadata") instanceof Node.Mapping metadata ? metadata.text("name") : null;
        if (name == null || name.isEmpty()) {
            collected.unknown(mapping.at(), "metadata.name", kind + " needs a name, which must be a string");
            return;
        }
        ResourceKey key = new ResourceKey(kind, served.namespaced() ? Admission.namespace(mapping) : "", name);
        collected.manifests.add(admission.admit(key, served, mapping, collected.problems));
    }

    private static String textOr(@Nullable String text, String other) {
        return text == null ? other : text;
    }
}

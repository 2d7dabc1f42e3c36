package dev.sluice.cli;

import dev.sluice.resources.manifest.ImpliedClass;
import dev.sluice.resources.manifest.ManifestFiles;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.UnknownFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Reads the files that a command is about. */
final class FileInput {
    private static final String STDIN = "-";

    private FileInput() {}

    /**
     * Reads files, directories and, for {@code -}, standard input.
     *
     * @throws IOException if one of them cannot be read; the message names it
     */
    static ManifestSet read(List<String> paths, InputStream in, String controllerName, UnknownFields unknownFields)
            throws IOException {
        ManifestSet manifests = new ManifestSet(() -> Instant.EPOCH, ImpliedClass.of(controllerName));
        ManifestParser parser = new ManifestParser(unknownFields);
        for (String path : paths) {
            if (path.equals(STDIN)) {
                manifests.put(parser.parse("<stdin>", in.readAllBytes(), null));
                continue;
            }
            Path given = Path.of(path);
            if (!Files.isDirectory(given)) {
                manifests.put(parser.parse(path, Files.readAllBytes(given), null));
                continue;
            }
            for (Path file : ManifestFiles.list(given, _ -> {})) {
                String trouble = ManifestFiles.trouble(file);
                manifests.put(
                        trouble == null
                                ? parser.parse(file.toString(), Files.readAllBytes(file), null)
                                : parser.unreadable(file.toString(), trouble));
            }
        }
        return manifests;
    }
}

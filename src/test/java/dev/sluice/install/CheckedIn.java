package dev.sluice.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Directories of files that are made and checked in. */
final class CheckedIn {
    private CheckedIn() {}

    /** The texts of all files below a directory, by their paths below it; none if it does not exist. */
    static Map<String, String> below(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            try (var walk = Files.walk(directory)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    files.put(directory.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return files;
    }

    /** Makes a directory hold these files and no others. */
    static void replace(Path directory, Map<String, String> files) throws IOException {
        for (String old : List.copyOf(below(directory).keySet())) {
            if (!files.containsKey(old)) {
                Files.delete(directory.resolve(old));
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }
}

package dev.sluice.resources.manifest;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The manifest files in a directory and below it. */
public final class ManifestFiles {
    private ManifestFiles() {}

    /** Whether a file of that name is read: {@code *.yaml}, {@code *.yml} and {@code *.json} that are not hidden. */
    public static boolean isManifest(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    /**
     * Lists a directory recursively, following symbolic links, without hidden files and directories. What vanishes
     * meanwhile and links that lead in circles are left out. What cannot be read for another reason, for which see {@link
     * #trouble}, is listed.
     *
     * @param entering told of every directory, the root included, before its entries are read
     * @return the files, sorted
     * @throws IOException if a directory cannot be read
     */
    public static List<Path> list(Path root, Consumer<Path> entering) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (!directory.equals(root)
                        && String.valueOf(directory.getFileName()).startsWith(".")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                entering.accept(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isManifest(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                boolean gone = failure instanceof NoSuchFileException && !file.equals(root);
                if (gone && isManifest(file) && Files.isSymbolicLink(file)) {
                    files.add(file);
                }
                if (gone || failure instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        files.sort(null);
        return files;
    }

    /** Why there is nothing to be read by a name that is there, or null if there is. To read a pipe could take for ever. */
    public static @Nullable String trouble(Path file) {
        if (Files.isRegularFile(file)) {
            return null;
        }
        if (Files.exists(file)) {
            return "it is no regular file";
        }
        return Files.isSymbolicLink(file) ? "the link leads nowhere" : null;
    }
}

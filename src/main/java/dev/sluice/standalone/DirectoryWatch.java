package dev.sluice.standalone;

import dev.sluice.resources.manifest.ManifestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The manifest files below a directory and which of them may have changed. Follows symbolic links: the directories in
 * which linked files really are get watched too, and a link that is swapped is noticed. Used by one thread.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final Path root;
    private final WatchService watcher;
    private final Map<WatchKey, Path> watched = new HashMap<>();
    private Map<Path, Stamp> files = new HashMap<>();
    private final Map<Path, Set<Path>> byRealPath = new HashMap<>();
    private boolean relist = true;

    /** What tells two versions of a file apart without reading it. */
    private record Stamp(
            Path realPath,
            Object modified,
            long size,
            @Nullable Object fileKey) {}

    DirectoryWatch(Path root) throws IOException {
        this.root = root;
        this.watcher = root.getFileSystem().newWatchService();
    }

    /** Whether the tree itself may have changed, so that {@link #list} has to be called. */
    boolean wantsListing() {
        return relist;
    }

    /**
     * Lists the tree anew.
     *
     * @return files that are new, gone or changed since the last listing
     * @throws IOException if the root cannot be read; the last listing stays
     */
    Set<Path> list() throws IOException {
        relist = false;
        Map<WatchKey, Path> keys = new HashMap<>();
        Path parent = root.toAbsolutePath().getParent();
        if (parent != null) {
            watch(parent, keys);
        }
        Map<Path, Stamp> found = new HashMap<>();
        try {
            for (Path file : ManifestFiles.list(root, directory -> watch(directory, keys))) {
                Stamp stamp = stamp(file);
                if (stamp != null) {
                    found.put(file, stamp);
                    Path realParent = stamp.realPath().getParent();
                    if (realParent != null
                            && !realParent.equals(file.toAbsolutePath().getParent())) {
                        watch(realParent, keys);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            watched.putAll(keys);
        }
        watched.keySet().removeIf(key -> {
            boolean stale = !keys.containsKey(key);
            if (stale) {
                key.cancel();
            }
            return stale;
        });
        return replace(found);
    }

    private Set<Path> replace(Map<Path, Stamp> found) {
        Set<Path> changed = new HashSet<>();
        found.forEach((file, stamp) -> {
            if (!stamp.equals(files.get(file))) {
                changed.add(file);
            }
        });
        for (Path file : files.keySet()) {
            if (!found.containsKey(file)) {
                changed.add(file);
            }
        }
        files = found;
        byRealPath.clear();
        found.forEach((file, stamp) -> byRealPath
                .computeIfAbsent(stamp.realPath(), _ -> new HashSet<>())
                .add(file));
        return changed;
    }

    /**
     * Waits for changes.
     *
     * @param nanos how long at most; negative for ever
     * @return files that may have changed, empty when the time is over
     */
    Set<Path> await(long nanos) throws InterruptedException {
        Set<Path> dirty = new HashSet<>();
        WatchKey key = nanos < 0 ? watcher.take() : watcher.poll(nanos, TimeUnit.NANOSECONDS);
        while (key != null) {
            Path directory = watched.get(key);
            for (WatchEvent<?> event : key.pollEvents()) {
                if (directory != null) {
                    note(directory, event, dirty);
                }
            }
            if (!key.reset() && watched.remove(key) != null) {
                relist = true;
            }
            key = watcher.poll();
        }
        return dirty;
    }

    private void note(Path directory, WatchEvent<?> event, Set<Path> dirty) {
        if (!(event.context() instanceof Path name)) {
            // Too many events at once: whatever happened, it may have happened to any file.
            relist = true;
            dirty.addAll(files.keySet());
            return;
        }
        Path path = directory.resolve(name);
        Stamp stamp = files.get(path);
        dirty.addAll(byRealPath.getOrDefault(stamp == null ? path : stamp.realPath(), Set.of()));
        if (directory.equals(root.toAbsolutePath().getParent())) {
            relist |= path.equals(root.toAbsolutePath());
        } else if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
            // A new directory, or a link to one as in the volumes of ConfigMaps.
            relist |= Files.isDirectory(path) || ManifestFiles.isManifest(path);
        } else if (event.kind() == StandardWatchEventKinds.ENTRY_DELETE) {
            relist |= watched.containsValue(path);
        }
    }

    private void watch(Path directory, Map<WatchKey, Path> keys) {
        try {
            keys.put(directory.register(watcher, KINDS), directory);
        } catch (NoSuchFileException | NotDirectoryException _) {
            // Gone since it was seen; the directory that it was in says so.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(file.toRealPath(), attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException _) {
            return stampOfLink(file);
        }
    }

    /** Of a link that leads nowhere, so that what it is to lead to is waited for. */
    private static @Nullable Stamp stampOfLink(Path file) {
        try {
            Path target = file.toAbsolutePath()
                    .resolveSibling(Files.readSymbolicLink(file))
                    .normalize();
            return new Stamp(target, "", -1, null);
        } catch (IOException _) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}

package dev.sluice.standalone;

import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ManifestFiles;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.ParsedFile;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the manifests in a directory and below it.
 *
 * <p>A file counts once it was left alone for {@link Patience#quietNanos}. If it then ends in the middle of a line, takes
 * objects away, is not all readable or repeats another file's objects, it may be half written or half moved: it counts
 * only after {@link Patience#doubtNanos}. A directory that is gone takes nothing away until it is back.
 */
public final class FileSource implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.standalone");

    private final Path root;
    private final ManifestParser parser;
    private final ManifestSet manifests;
    private final Consumer<Changes> listener;
    private final Patience patience;
    private final DirectoryWatch watch;
    private final Map<Path, Pending> pending = new HashMap<>();
    private long listingDue = Long.MAX_VALUE;
    private boolean rootFailed;
    private @Nullable Thread thread;

    /**
     * How long changes are waited for.
     *
     * @param quietNanos since the last write to a file
     * @param doubtNanos since the last write to a file that may be half written
     * @param mostNanos since the first write to a file that is written all the time; ten times this if it may be half
     *     written
     */
    record Patience(long quietNanos, long doubtNanos, long mostNanos) {
        private static final Patience DEFAULT = ofMillis(8, 50, 100);

        static Patience ofMillis(long quiet, long doubt, long most) {
            return new Patience(quiet * 1_000_000, doubt * 1_000_000, most * 1_000_000);
        }
    }

    /** A file that changed and does not count yet. */
    private static final class Pending {
        private final long first;
        private long last;
        private boolean doubtful;

        Pending(long now) {
            first = now;
            last = now;
        }

        void written(long now) {
            last = Math.max(last, now);
            doubtful = false;
        }
    }

    /**
     * @param implied see {@link ManifestSet}
     * @param listener called with everything by {@link #start}, then by one thread at every change of objects or
     *     problems
     */
    public FileSource(
            Path root,
            ManifestParser parser,
            InstantSource clock,
            List<? extends HasMetadata> implied,
            Consumer<Changes> listener)
            throws IOException {
        this(root, parser, clock, implied, listener, Patience.DEFAULT);
    }

    FileSource(
            Path root,
            ManifestParser parser,
            InstantSource clock,
            List<? extends HasMetadata> implied,
            Consumer<Changes> listener,
            Patience patience)
            throws IOException {
        this.root = root;
        this.patience = patience;
        this.parser = parser;
        this.manifests = new ManifestSet(clock, implied);
        this.listener = listener;
        this.watch = new DirectoryWatch(root);
    }

    /**
     * Reads everything, tells the listener, and begins to follow changes.
     *
     * @throws IOException if the directory cannot be read
     */
    public void start() throws IOException {
        for (Path file : watch.list()) {
            ParsedFile parsed = read(file);
            if (parsed != null) {
                manifests.put(parsed);
            }
        }
        listener.accept(manifests.apply());
        thread = Thread.ofPlatform().name("sluice-files").daemon().start(this::follow);
    }

    private void follow() {
        while (true) {
            try {
                followOnce();
            } catch (InterruptedException | ClosedWatchServiceException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                // A fault of ours with one change; the next change must count all the same.
                LOG.error("A change of the files could not be taken in; what was served before goes on", failure);
            }
        }
    }

    private void followOnce() throws InterruptedException {
        Set<Path> dirty = watch.await(untilNext());
        long now = System.nanoTime();
        for (Path file : dirty) {
            pending.computeIfAbsent(file, _ -> new Pending(now)).written(now);
        }
        if (watch.wantsListing() && listingDue == Long.MAX_VALUE) {
            listingDue = now + patience.quietNanos();
        }
        boolean changed = false;
        if (now >= listingDue) {
            listingDue = Long.MAX_VALUE;
            changed = list(now);
        }
        if (examine(now) || changed) {
            listener.accept(manifests.apply());
        }
    }

    /** Nanoseconds until something is due, or -1 if nothing is. */
    private long untilNext() {
        long next = listingDue;
        long lastDoubt = lastDoubt();
        for (Pending file : pending.values()) {
            next = Math.min(next, due(file, lastDoubt));
        }
        return next == Long.MAX_VALUE ? -1 : Math.max(0, next - System.nanoTime());
    }

    /** When a file is to be looked at. Doubtful ones, such as the two names of one that was moved, go together. */
    private long due(Pending file, long lastDoubt) {
        return file.doubtful
                ? Math.min(lastDoubt + patience.doubtNanos(), file.first + 10 * patience.mostNanos())
                : Math.min(file.last + patience.quietNanos(), file.first + patience.mostNanos());
    }

    /** When the last of the doubtful files was written. */
    private long lastDoubt() {
        long last = Long.MIN_VALUE;
        for (Pending file : pending.values()) {
            last = file.doubtful ? Math.max(last, file.last) : last;
        }
        return last;
    }

    private boolean list(long now) {
        boolean failedBefore = rootFailed;
        try {
            for (Path file : watch.list()) {
                long seen = now - patience.quietNanos();
                pending.computeIfAbsent(file, _ -> new Pending(seen)).written(seen);
            }
            rootFailed = false;
            manifests.remove(root.toString());
        } catch (IOException e) {
            rootFailed = true;
            String trouble = e instanceof NoSuchFileException ? "is gone" : "cannot be read (" + e.getMessage() + ")";
            manifests.put(parser.unreadable(
                    root.toString(),
                    "the directory " + trouble + "; what it held stays in effect until it can be read"));
        }
        return rootFailed != failedBefore;
    }

    private boolean examine(long now) {
        boolean changed = false;
        long lastDoubt = lastDoubt();
        for (Map.Entry<Path, Pending> entry : List.copyOf(pending.entrySet())) {
            Pending file = entry.getValue();
            if (now >= due(file, lastDoubt)) {
                // First of all, so that a fault of ours with this file is not met again at once.
                pending.remove(entry.getKey());
                if (settle(entry.getKey(), file, now)) {
                    changed = true;
                } else {
                    pending.put(entry.getKey(), file);
                }
            }
        }
        return changed;
    }

    /** Makes a file count, or puts it off. */
    private boolean settle(Path path, Pending file, long now) {
        ParsedFile parsed = read(path);
        boolean mayWait = !file.doubtful && now < file.first + 10 * patience.mostNanos();
        if (mayWait && (parsed == null || !manifests.isWhole(parsed))) {
            file.doubtful = true;
            return false;
        }
        if (parsed != null) {
            manifests.put(parsed);
        } else if (!rootFailed) {
            manifests.remove(path.toString());
        }
        return true;
    }

    private @Nullable ParsedFile read(Path file) {
        String name = file.toString();
        String trouble = ManifestFiles.trouble(file);
        if (trouble != null) {
            return parser.unreadable(name, trouble);
        }
        try {
            long size = Files.size(file);
            if (size > parser.maximumBytes()) {
                return parser.unreadable(name, "the file is larger than " + parser.maximumBytes() + " bytes");
            }
            return parser.parse(name, Files.readAllBytes(file), manifests.file(name));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            return parser.unreadable(name, "the file cannot be read: " + e);
        }
    }

    /** Stops following. */
    @Override
    public void close() throws IOException {
        if (thread != null) {
            thread.interrupt();
        }
        watch.close();
    }
}

package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The ways to change what a directory says. After each, requests for the host {@code example.com} get a new version. */
enum FileChange {
    WRITTEN_IN_PLACE {
        @Override
        void make(Path directory, int version) throws IOException {
            Files.writeString(directory.resolve(BASE), base(version));
        }
    },
    REPLACED {
        @Override
        void make(Path directory, int version) throws IOException {
            moveInto(directory, BASE, base(version));
        }
    },
    /** By a route whose hostname comes before that of the other. */
    ADDED {
        @Override
        void make(Path directory, int version) throws IOException {
            Files.writeString(directory.resolve(ABOVE), above(version));
        }
    },
    REMOVED {
        @Override
        void make(Path directory, int version) throws IOException {
            uncover(directory, version);
            Files.delete(directory.resolve(ABOVE));
        }
    },
    MOVED_INTO {
        @Override
        void make(Path directory, int version) throws IOException {
            moveInto(directory, ABOVE, above(version));
        }
    },
    MOVED_AWAY {
        @Override
        void make(Path directory, int version) throws IOException {
            uncover(directory, version);
            Files.move(directory.resolve(ABOVE), directory.resolve(".away"), StandardCopyOption.REPLACE_EXISTING);
        }
    };

    private static final String BASE = "route.yaml";
    private static final String ABOVE = "above.yaml";

    /**
     * To be made in the order in which they are declared, again and again.
     *
     * @throws IOException if it fails
     */
    abstract void make(Path directory, int version) throws IOException;

    private static String base(int version) {
        return ExampleFiles.route("route", "*.com", version);
    }

    private static String above(int version) {
        return ExampleFiles.route("above", "example.com", version);
    }

    /** Nobody sees this version until the route above is gone. */
    private static void uncover(Path directory, int version) throws IOException {
        moveInto(directory, BASE, base(version));
    }

    private static void moveInto(Path directory, String file, String text) throws IOException {
        Path next = Files.writeString(directory.resolve(".next"), text);
        Files.move(next, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

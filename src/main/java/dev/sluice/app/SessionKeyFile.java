package dev.sluice.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key for the tokens of sessions, in a file that is made if it is not there, readable for its owner alone. */
final class SessionKeyFile {
    private static final int KEY_BYTES = 32;
    private static final int LEAST_BYTES = 16;

    private SessionKeyFile() {}

    /**
     * Reads the key.
     *
     * @throws IOException if the file can be neither read nor made, or is too short for a key
     */
    static byte[] readOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length < LEAST_BYTES) {
            throw new IOException(
                    "sluice.standalone.session-key-file: " + file + " has less than " + LEAST_BYTES + " bytes");
        }
        return key;
    }

    private static void make(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.write(file, key, StandardOpenOption.WRITE);
            } else {
                Files.write(file, key, StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // It is read next.
        }
    }
}

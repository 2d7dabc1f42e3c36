package dev.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version of this build, which Maven writes into a resource. */
public final class Version {
    private static final String RESOURCE = "sluice-version.txt";

    private Version() {}

    /** Such as {@code 0.1.0}. */
    public static String read() {
        try (InputStream in = Objects.requireNonNull(
                Version.class.getClassLoader().getResourceAsStream(RESOURCE), RESOURCE + " is not in the build")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.sluice.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be installed.
 *
 * @param image such as {@code registry.example.com/edge/sluice:1.2.3}, or with a digest
 */
record Release(String version, String image) {
    private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*)</version>$");
    private static final Pattern IMAGE =
            Pattern.compile("(?<repository>[^@]+?)(?::(?<tag>[^:/@]+))?(?:@(?<digest>.+))?");

    Release {
        if (!IMAGE.matcher(image).matches()) {
            throw new IllegalArgumentException("not the name of an image: " + image);
        }
    }

    /** What is checked in: the version of the project, and the image that {@code make image} makes. */
    static Release development() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no version");
        }
        return new Release(version.group(1), "localhost/sluice:dev");
    }

    private String part(String name) {
        Matcher matcher = IMAGE.matcher(image);
        String part = matcher.matches() ? matcher.group(name) : null;
        return part == null ? "" : part;
    }

    String repository() {
        return part("repository");
    }

    /** Empty if there is none. */
    String tag() {
        return part("tag");
    }

    /** Such as {@code sha256:…}; empty if there is none. */
    String digest() {
        return part("digest");
    }
}

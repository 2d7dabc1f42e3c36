package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What some tests need of the machine: without it they are passed over, but fail in CI, where {@code CI} is "true". */
public final class Needed {
    private Needed() {}

    public static void program(String name) {
        there(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name))),
                name);
    }

    /**
     * A directory of the Gateway API's Go module in the module cache.
     *
     * @param directory relative to the module
     */
    public static Path inGatewayApiModule(String directory) {
        Path path = Path.of(System.getProperty("user.home"), "go/pkg/mod/sigs.k8s.io/gateway-api@v1.7.0")
                .resolve(directory);
        there(Files.isDirectory(path), path.toString());
        return path;
    }

    private static void there(boolean is, String what) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            assertThat(is).as(what + " is there").isTrue();
        }
        assumeTrue(is, what + " is not there");
    }
}

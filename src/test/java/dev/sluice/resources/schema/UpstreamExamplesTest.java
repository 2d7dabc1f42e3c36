package dev.sluice.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Gateway API's own examples, good and bad, where its Go module is in the module cache. */
class UpstreamExamplesTest {
    private static final Path MODULE =
            Path.of(System.getProperty("user.home"), "go/pkg/mod/sigs.k8s.io/gateway-api@v1.7.0");

    private static List<Path> files(String directory) throws IOException {
        Path root = MODULE.resolve(directory);
        assumeTrue(Files.isDirectory(root), "the Go module is not there");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Problem> errors(Path file) throws IOException {
        return new ManifestParser()
                .parse(MODULE.relativize(file).toString(), Files.readAllBytes(file), null).problems().stream()
                        .filter(problem -> problem.severity() != Problem.Severity.WARNING)
                        .toList();
    }

    @Test
    void goodOnesAreTaken() throws IOException {
        for (Path file : files("examples")) {
            assertThat(errors(file)).as(file.toString()).isEmpty();
        }
    }

    @Test
    void badOnesAreRefused() throws IOException {
        for (Path file : files("hack/invalid-examples")) {
            List<Problem> errors = errors(file);
            assertThat(errors).as(file.toString()).isNotEmpty();
        }
    }
}

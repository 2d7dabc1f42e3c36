package dev.sluice.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Needed;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.Problem;
import dev.sluice.resources.manifest.UnknownFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Gateway API's own examples, good and bad. */
class UpstreamExamplesTest {
    private static List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(Needed.inGatewayApiModule(directory))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Problem> errors(Path file) throws IOException {
        return new ManifestParser(UnknownFields.ERROR)
                .parse(file.getFileName().toString(), Files.readAllBytes(file), null).problems().stream()
                        .filter(Problem::isError)
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

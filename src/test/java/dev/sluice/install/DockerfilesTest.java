package dev.sluice.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles make the same image as {@code make image}, which needs no container engine. */
class DockerfilesTest {
    private static final Pattern LABEL = Pattern.compile("org\\.opencontainers\\.image\\.([a-z]+)=");
    private static final Pattern SCRIPT_LABEL = Pattern.compile("\\$oci\\.([a-z]+)=");

    private static String dockerfile(String variant) throws IOException {
        return Files.readString(Path.of("src/main/docker/Dockerfile." + variant));
    }

    private static String script() throws IOException {
        return Files.readString(Path.of("src/main/scripts/image"));
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void theJvmHasTheSameOptions() throws IOException {
        assertThat(dockerfile("jvm"))
                .contains("src/main/scripts/jvm-options /app/\n")
                .contains("ENTRYPOINT [\"java\", \"@/app/jvm-options\", \"-jar\", \"/app/quarkus-run.jar\"]");
        assertThat(script()).contains("src/main/scripts/jvm-options").contains("run=(-jar /app/quarkus-run.jar)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void theySayTheSameOfThemselves(String variant) throws IOException {
        Set<String> labels = found(LABEL, dockerfile(variant));
        // What a build of the day knows, or another base has.
        labels.addAll(Set.of("created", "base"));
        Set<String> wanted = found(SCRIPT_LABEL, script());
        wanted.add("base");

        assertThat(labels).isEqualTo(wanted);
        assertThat(dockerfile(variant))
                .contains("ARG VERSION=" + Release.development().version() + "\n")
                .contains("USER 65532:65532\n")
                .contains("EXPOSE 9000\n");
    }
}

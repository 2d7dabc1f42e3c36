package dev.sluice.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The bundle and the generated part of the chart are what src/main/kubernetes makes them; {@code make bundle}, which is
 * this test with {@code -Dgolden.update=true}, makes them anew.
 */
class GeneratedFilesTest {
    private static void check(Path directory, Map<String, String> files) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            CheckedIn.replace(directory, files);
        }
        assertThat(CheckedIn.below(directory))
                .as("%s: run make bundle", directory)
                .isEqualTo(files);
    }

    @Test
    void theBundleIsUpToDate() throws IOException {
        check(Path.of("bundle"), Bundle.of(Release.development()));
    }

    @Test
    void theChartIsUpToDate() throws IOException {
        check(Chart.SOURCE.resolve("files"), Chart.made(Release.development()));
    }

    @Test
    void versionsAreThatOfTheProject() throws IOException {
        String version = Release.development().version();
        ObjectNode kustomization = Yaml.readOne(Manifests.SOURCE.resolve("kustomization.yaml"));
        assertThat(kustomization
                        .at("/labels/0/pairs")
                        .get("app.kubernetes.io/version")
                        .asText())
                .isEqualTo(version);
        ObjectNode chart = Yaml.readOne(Chart.SOURCE.resolve("Chart.yaml"));
        assertThat(chart.get("version").asText()).isEqualTo(version);
        assertThat(chart.get("appVersion").asText()).isEqualTo(version);
    }

    @Test
    void whatIsWrittenReadsAsWhatItWas() throws IOException {
        Manifests manifests = Manifests.of(Release.development());
        for (ObjectNode object : manifests.objects()) {
            assertThat(Yaml.MAPPER.readTree(Yaml.write(object))).isEqualTo(object);
        }
    }
}

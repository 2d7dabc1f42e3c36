package dev.sluice.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files of a release, in {@code target/release}: {@code make manifests IMAGE=…}, which is this test with
 * {@code -Drelease.image=…}, makes them for an image of that name.
 */
class ReleaseFilesTest {
    private static final Path DIRECTORY = Path.of("target/release");

    private static Release release() throws IOException {
        Release development = Release.development();
        return new Release(
                System.getProperty("release.version", development.version()),
                System.getProperty("release.image", development.image()));
    }

    @Test
    void theyAreAllOfOneImage() throws IOException {
        Release release = release();

        CheckedIn.replace(DIRECTORY.resolve("bundle"), Bundle.of(release));
        CheckedIn.replace(DIRECTORY.resolve("charts/sluice"), Chart.of(release));
        Files.writeString(
                DIRECTORY.resolve("sluice.yaml"), Manifests.of(release).text());

        List<JsonNode> images = new ArrayList<>();
        Yaml.readAll(DIRECTORY.resolve("sluice.yaml")).forEach(object -> images.addAll(object.findValues("image")));
        ObjectNode version = Yaml.readOne(DIRECTORY.resolve("bundle/manifests/sluice.clusterserviceversion.yaml"));
        images.addAll(version.findValues("image"));
        images.addAll(version.findValues("containerImage"));
        // A schema may have a property of that name.
        images.removeIf(image -> !image.isTextual());
        assertThat(images).hasSize(4).extracting(JsonNode::asText).containsOnly(release.image());
        JsonNode values =
                Yaml.readOne(DIRECTORY.resolve("charts/sluice/values.yaml")).get("image");
        assertThat(values.get("repository").asText()).isEqualTo(release.repository());
        assertThat(values.get("tag").asText()).isEqualTo(release.tag());
        assertThat(values.get("digest").asText()).isEqualTo(release.digest());
    }

    @ParameterizedTest
    @CsvSource({
        "localhost/sluice:dev, localhost/sluice, dev, ''",
        "registry.example.com:5000/edge/sluice, registry.example.com:5000/edge/sluice, '', ''",
        "registry.example.com:5000/sluice:1.2.3, registry.example.com:5000/sluice, 1.2.3, ''",
        "registry.example.com/sluice:1.2@sha256:abc, registry.example.com/sluice, 1.2, sha256:abc",
    })
    void imagesHaveARepositoryATagAndADigest(String image, String repository, String tag, String digest) {
        Release release = new Release("1.2.3", image);

        assertThat(List.of(release.repository(), release.tag(), release.digest()))
                .containsExactly(repository, tag, digest);
    }
}

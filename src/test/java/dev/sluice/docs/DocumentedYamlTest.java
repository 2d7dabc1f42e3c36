package dev.sluice.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.ManifestSet;
import dev.sluice.resources.manifest.Problem;
import dev.sluice.resources.manifest.UnknownFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All YAML of the pages and examples, read as Sluice reads files. A block below {@code <!-- wrong -->} has to be refused;
 * one below {@code <!-- fragment -->} is not an object, and only has to be YAML.
 */
class DocumentedYamlTest {
    private static final Pattern INDENTED_OBJECT = Pattern.compile("(?m)^ {4}(apiVersion|kind|spec): ");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(files("docs", ".md"));
        pages.addAll(files("examples", ".md"));
        try (Stream<Path> top = Files.list(Path.of("."))) {
            top.filter(path -> path.toString().endsWith(".md"))
                    .map(Path::normalize)
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    static List<Path> examples() throws IOException {
        return files("examples", ".yaml");
    }

    static List<CodeBlock> blocks() throws IOException {
        List<CodeBlock> blocks = new ArrayList<>();
        for (Path page : pages()) {
            for (CodeBlock block : CodeBlock.of(page)) {
                if (block.language().equals("yaml")) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource
    void blocks(CodeBlock block) throws IOException {
        switch (block.mark()) {
            case "wrong" -> assertThat(problems(block.toString(), block.text())).isNotEmpty();
            case "fragment" ->
                assertThat(new ObjectMapper(new YAMLFactory())
                                .readTree(block.text())
                                .isContainerNode())
                        .isTrue();
            default -> assertThat(problems(block.toString(), block.text())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    void examples(Path file) throws IOException {
        assertThat(problems(file.toString(), Files.readString(file))).isEmpty();
    }

    /** So that no YAML escapes. */
    @ParameterizedTest
    @MethodSource("pages")
    void objectsAreInFences(Path page) throws IOException {
        assertThat(Files.readString(page)).doesNotContainPattern(INDENTED_OBJECT);
    }

    /** What is wrong; that Sluice ignores kinds of others is not. */
    private static List<Problem> problems(String name, String yaml) {
        ManifestSet set = new ManifestSet(() -> Instant.EPOCH, List.of());
        set.put(new ManifestParser(UnknownFields.ERROR).parse(name, yaml.getBytes(UTF_8), null));
        return set.apply().problems().stream().filter(Problem::isError).toList();
    }

    private static List<Path> files(String directory, String end) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            return files.filter(path -> path.toString().endsWith(end)).sorted().toList();
        }
    }
}

package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md explains every answer that is Sluice's own. */
class DocumentedErrorsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d{3}) \\| ([^|]+) \\|");

    @Test
    void everyAnswerIsExplained() throws IOException {
        Set<String> answers = Stream.<ProxyError[]>of(
                        ProxyError.Downstream.values(), ProxyError.Upstream.values(), ProxyError.Internal.values())
                .flatMap(Arrays::stream)
                .map(ErrorResponses::of)
                .map(answer -> answer.status() + " " + answer.text())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> explained = ROW.matcher(Files.readString(Path.of("docs/troubleshooting.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(explained).isEqualTo(answers);
    }
}

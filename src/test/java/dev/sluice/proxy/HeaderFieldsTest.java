package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderFieldsTest {
    private static final List<String> NAMES = List.of("a", "B", "host", "Host", "x-long-name", "X-Long-Name");

    /** Whatever is done, the fields are those that a plain list would have, in its order. */
    @Test
    void behavesLikeAList() {
        Random random = new Random(7);
        for (int run = 0; run < 2_000; run++) {
            Headers headers = new Headers();
            List<Map.Entry<String, String>> expected = new ArrayList<>();
            for (int step = 0; step < 30; step++) {
                String name = NAMES.get(random.nextInt(NAMES.size()));
                String value = Integer.toString(step);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        headers.set(name, value);
                        expected.removeIf(field -> field.getKey().equalsIgnoreCase(name));
                        expected.add(Map.entry(name, value));
                    }
                    case 1 -> {
                        headers.remove(name);
                        expected.removeIf(field -> field.getKey().equalsIgnoreCase(name));
                    }
                    default -> {
                        headers.add(name, value);
                        expected.add(Map.entry(name, value));
                    }
                }
            }
            assertThat(headers.entries()).isEqualTo(expected);
            assertThat(headers.size()).isEqualTo(expected.size());
            for (String name : NAMES) {
                List<String> values = expected.stream()
                        .filter(field -> field.getKey().equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .toList();
                assertThat(headers.getAll(name)).isEqualTo(values);
                assertThat(headers.get(name)).isEqualTo(values.isEmpty() ? null : values.getFirst());
                assertThat(headers.contains(name)).isEqualTo(!values.isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", "a\u007fb", "a\u001fb"})
    void takesNoValueThatCouldEndIt(String value) {
        assertThatThrownBy(() -> new Headers().add("name", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Headers().set("name", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:", "a\r\n", "a\u00e4", "(a)", "a\t"})
    void takesNoNameThatIsNoToken(String name) {
        assertThatThrownBy(() -> new Headers().add(name, "value")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Of a character beyond Latin-1 only a part would be written, which could be a line feed. */
    @Test
    void writesAQuestionMarkForWhatIsNoOctet() {
        assertThat(new Headers().add("name", "a\u010ab\u00e4").get("name")).isEqualTo("a?b\u00e4");
    }

    @Test
    void knowsUsualNamesAsTheyAreWritten() {
        for (String name : List.of("Host", "host", "HOST", "Content-Length", "content-length", "x", "X-Request-ID")) {
            byte[] line = (">" + name + ": value").getBytes(StandardCharsets.US_ASCII);
            assertThat(HeaderNames.of(line, 1, name.length()).toString()).isEqualTo(name);
        }
        byte[] line = "host".getBytes(StandardCharsets.US_ASCII);
        assertThat(HeaderNames.of(line, 0, 4) == HeaderNames.of(line.clone(), 0, 4))
                .isTrue();
    }
}

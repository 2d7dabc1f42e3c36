package dev.sluice.routing.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalisationTest {
    private static PathNormalisation with(boolean mergeSlashes, EncodedSlashes encodedSlashes) {
        return new PathNormalisation(mergeSlashes, encodedSlashes);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "'', /",
        "/a/b, /a/b",
        "/a/b/, /a/b/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../b, /b",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/a/%2e%2e/b, /b",
        "/a/%2E./b, /b",
        "/.hidden, /.hidden",
        "/a/..b, /a/..b",
        "/%41%7a%7E, /Az~",
        "/a%2fb, /a%2Fb",
        "/a%20b, /a%20b",
        "/a//b///c, /a/b/c",
        "//, /",
        "/a//../b, /b",
        "/a;x=1!$&()*+:@=, /a;x=1!$&()*+:@=",
        "/caf\u00c3\u00a9, /caf%C3%A9",
    })
    void normalises(String raw, String expected) {
        assertThat(with(true, EncodedSlashes.KEEP).normalise(raw)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/%", "/%4", "/%zz", "/%00", "/a b", "/a#b", "/a\\b", "/a\tb", "/\u007f"})
    void refuses(String raw) {
        assertThat(with(true, EncodedSlashes.KEEP).normalise(raw)).isNull();
    }

    @Test
    void keepsEmptySegmentsIfAskedTo() {
        PathNormalisation keeping = with(false, EncodedSlashes.KEEP);
        assertThat(keeping.normalise("/a//b")).isEqualTo("/a//b");
        assertThat(keeping.normalise("//")).isEqualTo("//");
        assertThat(keeping.normalise("/a//../b")).isEqualTo("/a/b");
    }

    @Test
    void doesWithEncodedSlashesWhatIsSet() {
        assertThat(with(true, EncodedSlashes.DECODE).normalise("/a%2f%2e%2e%2Fb"))
                .isEqualTo("/b");
        assertThat(with(true, EncodedSlashes.REFUSE).normalise("/a%2fb")).isNull();
        assertThat(with(true, EncodedSlashes.REFUSE).normalise("/a%5cb")).isNull();
        assertThat(with(true, EncodedSlashes.REFUSE).normalise("/a%20b")).isEqualTo("/a%20b");
    }
}
